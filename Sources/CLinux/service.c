#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int clinux_boot_timer(void) {
  return timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
}

int clinux_set_timer(int timer, uint64_t nanoseconds) {
  struct itimerspec when = {.it_value = {.tv_sec = (time_t)(nanoseconds / 1000000000u),
                                         .tv_nsec = (long)(nanoseconds % 1000000000u)}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

int clinux_clock_watch(void) {
  int watch = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (watch >= 0) clinux_watch_clock_again(watch);
  return watch;
}

int clinux_watch_clock_again(int watch) {
  // It never expires; only a set clock cancels it, which a read then tells as ECANCELED.
  struct itimerspec never = {.it_value = {.tv_sec = (time_t)(LONG_MAX / 2), .tv_nsec = 0}};
  uint64_t count;
  ssize_t size = read(watch, &count, sizeof count);
  (void)size;
  return timerfd_settime(watch, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

uint64_t clinux_boot_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int clinux_send_datagram(const char *path, const void *bytes, size_t size) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = 0;
  int socket_number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_number < 0) return -1;
  ssize_t sent = sendto(socket_number, bytes, size, MSG_NOSIGNAL, (struct sockaddr *)&address,
                        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
  int error = errno;
  close(socket_number);
  errno = error;
  return sent == (ssize_t)size ? 0 : -1;
}

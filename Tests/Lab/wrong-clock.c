// A wall clock that is wrong by as many seconds as /etc/wrong-clock says, for a program that this is
// preloaded into (ld.so(8), LD_PRELOAD). The hosts of the lab share the clock of the machine, which
// no test sets. What only goes forward is left alone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t offset(void) {
  char text[32] = {0};
  int file = open("/etc/wrong-clock", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *moment) {
  int result = (int)syscall(SYS_clock_gettime, clock, moment);
  if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    moment->tv_sec += offset();
  return result;
}

time_t time(time_t *place) {
  struct timespec moment;
  clock_gettime(CLOCK_REALTIME, &moment);
  if (place) *place = moment.tv_sec;
  return moment.tv_sec;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  moment->tv_sec = exact.tv_sec;
  moment->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

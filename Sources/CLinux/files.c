#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

// A signal may interrupt an open on a slow file system; nothing is open then, so it is asked again.
static int open_again(int directory, const char *name, int flags) {
  int descriptor;
  do {
    descriptor = openat(directory, name, flags | O_CLOEXEC, 0600);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

int clinux_open_directory_without_links(int directory, const char *path) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_NO_SYMLINKS;
  int descriptor;
  do {
    descriptor = (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
  } while (descriptor < 0 && (errno == EINTR || errno == EAGAIN));
  // Old seccomp filters answer EPERM for calls that they do not know; openat2 itself never does.
  if (descriptor < 0 && errno == EPERM) errno = ENOSYS;
  return descriptor;
}

int clinux_open_path(int directory, const char *name) {
  return open_again(directory, name, O_PATH | O_NOFOLLOW);
}

int clinux_open_directory(int directory, const char *name) {
  return open_again(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

int clinux_open_file(int directory, const char *name) {
  return open_again(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
}

int clinux_create_file(int directory, const char *name) {
  return open_again(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY);
}

int clinux_open_or_create_file(int directory, const char *name) {
  return open_again(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
}

int clinux_change_mode(int descriptor, unsigned mode) {
  if (syscall(SYS_fchmodat2, descriptor, "", mode, AT_EMPTY_PATH) == 0) return 0;
  if (errno != ENOSYS && errno != EPERM) return -1;
  // Before Linux 6.6 an O_PATH descriptor has its mode changed through /proc alone. EPERM may be a
  // seccomp filter's; where it is the kernel's own, chmod gives the same answer.
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return chmod(path, mode);
}

int clinux_change_owner(int descriptor, uid_t user, gid_t group) {
  return fchownat(descriptor, "", user, group, AT_EMPTY_PATH);
}

int clinux_is_immutable(int descriptor) {
  int flags = 0;
  if (ioctl(descriptor, FS_IOC_GETFLAGS, &flags) != 0) return -1;
  return (flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) != 0;
}

ssize_t clinux_list_attributes(int descriptor, char *names, size_t size) {
  return flistxattr(descriptor, names, size);
}

ssize_t clinux_get_attribute(int descriptor, const char *name, void *value, size_t size) {
  return fgetxattr(descriptor, name, value, size);
}

int clinux_set_attribute(int descriptor, const char *name, const void *value, size_t size) {
  return fsetxattr(descriptor, name, value, size, 0);
}

int clinux_remove_attribute(int descriptor, const char *name) {
  return fremovexattr(descriptor, name);
}

const char *clinux_error_text(int error) {
  const char *text = strerrordesc_np(error);
  return text ? text : "unknown error";
}

int clinux_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int clinux_try_lock(int descriptor) {
  return flock(descriptor, LOCK_EX | LOCK_NB);
}

int clinux_sync_file_system(int descriptor) { return syncfs(descriptor); }

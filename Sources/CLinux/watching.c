#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef FAN_REPORT_PIDFD
#define FAN_REPORT_PIDFD 0x80
#endif
#ifndef FAN_EVENT_INFO_TYPE_PIDFD
#define FAN_EVENT_INFO_TYPE_PIDFD 4
#endif
#ifndef AT_HANDLE_FID
#define AT_HANDLE_FID 0x200
#endif

// Without the right to unlimited queues (CAP_SYS_ADMIN) there is no process to be told either, and
// inotify serves as well.
int clinux_watch_files(void) {
  const unsigned flags = FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME | FAN_UNLIMITED_MARKS | FAN_CLOEXEC |
                         FAN_NONBLOCK;
  int made = fanotify_init(flags | FAN_REPORT_PIDFD, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
  // Before Linux 5.15.
  if (made < 0 && errno == EINVAL) {
    made = fanotify_init(flags, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
  }
  return clinux_raise(made);
}

static const uint64_t directory_events = FAN_CREATE | FAN_DELETE | FAN_MOVED_FROM | FAN_MOVED_TO |
                                         FAN_MODIFY | FAN_ATTRIB | FAN_DELETE_SELF |
                                         FAN_MOVE_SELF | FAN_ONDIR | FAN_EVENT_ON_CHILD;

int clinux_watch_directory(int watch, const char *path) {
  return fanotify_mark(watch, FAN_MARK_ADD | FAN_MARK_ONLYDIR, directory_events, AT_FDCWD, path);
}

int clinux_unwatch_directory(int watch, const char *path) {
  return fanotify_mark(watch, FAN_MARK_REMOVE | FAN_MARK_ONLYDIR, directory_events, AT_FDCWD, path);
}

ssize_t clinux_directory_handle(const char *path, uint8_t *bytes, size_t size) {
  union {
    struct file_handle handle;
    uint8_t room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
  } told;
  int mount, result = -1;
  // A file system that cannot find a file by its handle may still give one (Linux 6.5).
  const int ways[] = {AT_HANDLE_FID, 0};
  for (size_t way = 0; way < 2 && result != 0; way++) {
    memset(&told, 0, sizeof told);
    told.handle.handle_bytes = MAX_HANDLE_SZ;
    result = name_to_handle_at(AT_FDCWD, path, &told.handle, &mount,
                               ways[way] | AT_SYMLINK_FOLLOW);
  }
  if (result != 0) return -1;
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  const size_t length = sizeof status.f_fsid + sizeof told.handle.handle_type + told.handle.handle_bytes;
  if (length > size) {
    errno = EOVERFLOW;
    return -1;
  }
  memcpy(bytes, &status.f_fsid, sizeof status.f_fsid);
  bytes += sizeof status.f_fsid;
  memcpy(bytes, &told.handle.handle_type, sizeof told.handle.handle_type);
  memcpy(bytes + sizeof told.handle.handle_type, told.handle.f_handle, told.handle.handle_bytes);
  return (ssize_t)length;
}

// The directory's handle in the shape of clinux_directory_handle's, and the name behind it.
static void read_name(const uint8_t *record, size_t length, struct clinux_file_event *event) {
  struct fanotify_event_info_fid head;
  struct file_handle handle;
  const size_t start = offsetof(struct fanotify_event_info_fid, handle);
  if (length < start + sizeof handle) return;
  memcpy(&head, record, start);
  memcpy(&handle, record + start, sizeof handle);
  const size_t key = sizeof head.fsid + sizeof handle.handle_type + handle.handle_bytes;
  const size_t name = start + sizeof handle + handle.handle_bytes;
  if (key > sizeof event->handle || name > length) return;
  memcpy(event->handle, &head.fsid, sizeof head.fsid);
  memcpy(event->handle + sizeof head.fsid, &handle.handle_type, sizeof handle.handle_type);
  memcpy(event->handle + sizeof head.fsid + sizeof handle.handle_type,
         record + start + sizeof handle, handle.handle_bytes);
  event->handle_length = key;
  if (name >= length || !memchr(record + name, 0, length - name)) return;
  event->name = (const char *)record + name;
}

int clinux_next_file_event(const void *buffer, size_t length, size_t *offset,
                           struct clinux_file_event *event) {
  const uint8_t *bytes = buffer;
  struct fanotify_event_metadata head;
  if (*offset + sizeof head > length) return 0;
  memcpy(&head, bytes + *offset, sizeof head);
  if (head.event_len < sizeof head || *offset + head.event_len > length ||
      head.vers != FANOTIFY_METADATA_VERSION) {
    return 0;
  }
  memset(event, 0, sizeof *event);
  event->change = head.mask & FAN_Q_OVERFLOW                        ? clinux_events_lost
                  : head.mask & (FAN_DELETE_SELF | FAN_MOVE_SELF) ? clinux_directory_changed
                  : head.mask & (FAN_CREATE | FAN_DELETE | FAN_MOVED_FROM | FAN_MOVED_TO)
                      ? clinux_name_changed
                      : clinux_content_changed;
  event->process = head.pid;
  event->file = head.fd;
  event->handle_of_process = CLINUX_NOT_TOLD;
  size_t place = *offset + head.metadata_len;
  const size_t end = *offset + head.event_len;
  *offset = end;
  struct fanotify_event_info_header part;
  while (place + sizeof part <= end) {
    memcpy(&part, bytes + place, sizeof part);
    if (part.len < sizeof part || place + part.len > end) break;
    if (part.info_type == FAN_EVENT_INFO_TYPE_DFID_NAME || part.info_type == FAN_EVENT_INFO_TYPE_DFID) {
      read_name(bytes + place, part.len, event);
    } else if (part.info_type == FAN_EVENT_INFO_TYPE_PIDFD && part.len >= sizeof part + 4) {
      memcpy(&event->handle_of_process, bytes + place + sizeof part, 4);
      // FAN_NOPIDFD: it has ended. FAN_EPIDFD: no handle could be made.
      if (event->handle_of_process < CLINUX_HAS_ENDED) event->handle_of_process = CLINUX_NOT_TOLD;
    }
    place += part.len;
  }
  return 1;
}

int clinux_watch_programs(void) {
  const unsigned flags = FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK;
  const unsigned open_flags = O_RDONLY | O_CLOEXEC | O_LARGEFILE;
  int made = fanotify_init(flags | FAN_REPORT_PIDFD, open_flags);
  if (made < 0 && errno == EINVAL) made = fanotify_init(flags, open_flags);
  if (made < 0) return -1;
  if (fanotify_mark(made, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_OPEN_EXEC, AT_FDCWD, "/") == 0 ||
      fanotify_mark(made, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_EXEC, AT_FDCWD, "/") == 0) {
    return clinux_raise(made);
  }
  int error = errno;
  close(made);
  errno = error;
  return -1;
}

int clinux_watch_processes(void) {
  int made = clinux_raise(
      socket(PF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  if (made < 0) return -1;
  int room = 4 << 20;
  if (setsockopt(made, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0) {
    setsockopt(made, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  }
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  enum proc_cn_mcast_op listen = PROC_CN_MCAST_LISTEN;
  struct nlmsghdr head = {0};
  struct cn_msg message = {0};
  head.nlmsg_len = NLMSG_LENGTH(sizeof message + sizeof listen);
  head.nlmsg_type = NLMSG_DONE;
  message.id.idx = CN_IDX_PROC;
  message.id.val = CN_VAL_PROC;
  message.len = sizeof listen;
  struct iovec parts[] = {{&head, sizeof head}, {&message, sizeof message}, {&listen, sizeof listen}};
  if (bind(made, (struct sockaddr *)&address, sizeof address) == 0 && writev(made, parts, 3) > 0) {
    return made;
  }
  int error = errno;
  close(made);
  errno = error;
  return -1;
}

// Only the kernel's own messages count: anybody may send to a netlink socket.
int clinux_next_process_event(int watch, struct clinux_process_event *event) {
  union {
    struct nlmsghdr head;
    uint8_t room[1024];
  } told;
  struct sockaddr_nl sender;
  socklen_t size = sizeof sender;
  memset(event, 0, sizeof *event);
  ssize_t length = recvfrom(watch, &told, sizeof told, MSG_DONTWAIT, (struct sockaddr *)&sender, &size);
  if (length < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  if (sender.nl_pid != 0 || !NLMSG_OK(&told.head, (size_t)length)) return 1;
  struct cn_msg message;
  struct proc_event said;
  memset(&said, 0, sizeof said);
  if (told.head.nlmsg_len < NLMSG_LENGTH(sizeof message)) return 1;
  memcpy(&message, NLMSG_DATA(&told.head), sizeof message);
  size_t part = told.head.nlmsg_len - NLMSG_LENGTH(sizeof message);
  if (message.id.idx != CN_IDX_PROC || part < offsetof(struct proc_event, event_data)) return 1;
  memcpy(&said, (uint8_t *)NLMSG_DATA(&told.head) + sizeof message,
         part < sizeof said ? part : sizeof said);
  switch ((unsigned)said.what) {
    case PROC_EVENT_FORK:
      if (said.event_data.fork.child_pid != said.event_data.fork.child_tgid) break;
      event->kind = clinux_process_forked;
      event->process = said.event_data.fork.child_tgid;
      event->parent = said.event_data.fork.parent_tgid;
      break;
    case PROC_EVENT_EXEC:
      event->kind = clinux_process_executes;
      event->process = said.event_data.exec.process_tgid;
      break;
    case PROC_EVENT_UID:
      event->kind = clinux_process_changes_user;
      event->process = said.event_data.id.process_tgid;
      event->user = said.event_data.id.r.ruid;
      break;
    default: break;
  }
  return 1;
}

int clinux_is_there(int handle) {
  return syscall(SYS_pidfd_send_signal, handle, 0, NULL, 0) == 0 || errno == EPERM;
}

int clinux_watch_by_name(void) { return clinux_raise(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)); }

int clinux_add_name_watch(int watch, const char *path) {
  return inotify_add_watch(watch, path,
                           IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY |
                               IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

int clinux_remove_name_watch(int watch, int number) { return inotify_rm_watch(watch, number); }

int clinux_next_name_event(const void *buffer, size_t length, size_t *offset,
                           struct clinux_name_event *event) {
  struct inotify_event head;
  const uint8_t *bytes = buffer;
  if (*offset + sizeof head > length) return 0;
  memcpy(&head, bytes + *offset, sizeof head);
  if (*offset + sizeof head + head.len > length) return 0;
  event->watch = head.wd;
  event->change = head.mask & IN_Q_OVERFLOW                       ? clinux_events_lost
                  : head.mask & IN_IGNORED                      ? clinux_nothing_changed
                  : head.mask & (IN_DELETE_SELF | IN_MOVE_SELF) ? clinux_directory_changed
                  : head.mask & (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
                      ? clinux_name_changed
                      : clinux_content_changed;
  event->name = head.len > 0 ? (const char *)bytes + *offset + sizeof head : "";
  *offset += sizeof head + head.len;
  return 1;
}

int clinux_connect(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int made = clinux_raise(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made < 0) return -1;
  if (connect(made, (struct sockaddr *)&address, sizeof address) == 0 &&
      clinux_stop_blocking(made) == 0) {
    return made;
  }
  int error = errno;
  close(made);
  errno = error;
  return -1;
}

int clinux_wait(struct pollfd *waits, unsigned long count, long microseconds) {
  struct timespec limit = {microseconds / 1000000, microseconds % 1000000 * 1000};
  return ppoll(waits, count, microseconds < 0 ? NULL : &limit, NULL);
}

int clinux_run_urgently(void) {
  struct sched_param wanted = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted) == 0) return 2;
  return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), -20) == 0;
}

// What Linux offers and Swift cannot reach: variadic functions, flags behind _GNU_SOURCE, raw
// system calls, and the steps between a fork and an exec, where Swift code must not run.
//
// Functions return -1 and set errno, unless they say otherwise.
#ifndef CONVERGE_CLINUX_H
#define CONVERGE_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// One heap for all threads, that grows by a megabyte and is not given back piece by piece, instead of
// one for each thread that grows page by page with a system call each (mallopt(3)). For a program
// that runs shortly and does one thing after the other.
void clinux_use_one_heap(void);

// Opens a directory to walk on from (O_PATH), no symbolic link anywhere on the way (openat2(2)).
// ELOOP where there is one; ENOSYS where the kernel or a seccomp filter does not know the call.
int clinux_open_directory_without_links(int directory, const char *path);

// Opens whatever `name` is, a link itself included, without rights to its content (O_PATH).
int clinux_open_path(int directory, const char *name);

// Opens a directory for reading; a link is refused with ELOOP or ENOTDIR.
int clinux_open_directory(int directory, const char *name);

// Opens a file for reading without waiting for a pipe's writer; a link is refused with ELOOP.
int clinux_open_file(int directory, const char *name);

// Creates a file for writing, with mode 0600; EEXIST where the name is taken.
int clinux_create_file(int directory, const char *name);

// Opens a file for reading and writing, made with mode 0600 where it is missing; no link.
int clinux_open_or_create_file(int directory, const char *name);

// chmod(2) of what an O_PATH descriptor stands for.
int clinux_change_mode(int descriptor, unsigned mode);

// chown(2) of what an O_PATH descriptor stands for, a link included; (uid_t)-1 leaves a half alone.
int clinux_change_owner(int descriptor, uid_t user, gid_t group);

// Whether chattr(1)'s immutable or append-only flag is set: 1, 0, or -1 where it cannot be known.
int clinux_is_immutable(int descriptor);

// flistxattr(2), fgetxattr(2), fsetxattr(2) and fremovexattr(2), which Swift's Glibc module leaves
// out.
ssize_t clinux_list_attributes(int descriptor, char *names, size_t size);
ssize_t clinux_get_attribute(int descriptor, const char *name, void *value, size_t size);
int clinux_set_attribute(int descriptor, const char *name, const void *value, size_t size);
int clinux_remove_attribute(int descriptor, const char *name);

// A text for an errno that needs no lock and no locale; "unknown error" past the known ones.
const char *clinux_error_text(int error);

// A new pipe, close-on-exec, with numbers above those that a child gets. ends[0] is read from.
int clinux_pipe(int ends[2]);

// /dev/null for reading, close-on-exec, with a number as clinux_pipe's.
int clinux_open_null(void);

// The same open file under a number as clinux_pipe's; the old one is closed.
int clinux_raise(int descriptor);

// O_NONBLOCK on an open file.
int clinux_stop_blocking(int descriptor);

// An event counter that poll(2) can wait for: eventfd(2), close-on-exec, not blocking.
int clinux_eventfd(void);

// From now on SIGINT, SIGTERM and SIGHUP count up the event counter and do nothing else. A hangup
// that whoever started us had ignored (nohup(1)) stays ignored.
int clinux_signal_interrupts(int counter);

// A descriptor that becomes readable when the process ends (pidfd_open(2)).
int clinux_pidfd(pid_t process);

// Whether the process has ended, without reaping it: 1, 0, or -1 with errno.
int clinux_has_ended(pid_t process);

// What keeps a child from starting, for clinux_spawn's report.
enum clinux_spawn_step {
  clinux_spawn_prepare = 0,
  clinux_spawn_groups = 1,
  clinux_spawn_user = 2,
  clinux_spawn_directory = 3,
  clinux_spawn_exec = 4,
};

// What a program has open for its progress, beside 0, 1 and 2.
enum { CLINUX_PROGRESS_DESCRIPTOR = 3 };

struct clinux_spawn_request {
  const char *program;        // absolute
  char *const *arguments;     // NULL at the end
  char *const *environment;   // NULL at the end
  const char *directory;      // absolute; entered with the rights of the new user
  int input, output, error;   // become 0, 1 and 2
  int progress;               // becomes CLINUX_PROGRESS_DESCRIPTOR; -1 is none
  mode_t mask;                // umask(2)
  int switches_user;          // whether the next four count
  uid_t user;
  gid_t group;
  const gid_t *groups;
  size_t group_count;
};

// Starts a program in a session of its own. Returns its process id; or -1 with errno set and
// `*step` telling what failed.
pid_t clinux_spawn(const struct clinux_spawn_request *request, int *step);

// What holds a child back that is ready to become the program.
struct clinux_gate {
  int report, opening;
};

// As clinux_spawn, but the child stops when nothing is left to do but the exec, and the program is
// known to be there and executable for its user. Should we end, it is killed. For a process with one
// thread (fork).
pid_t clinux_spawn_gated(const struct clinux_spawn_request *request, struct clinux_gate *gate,
                         int *step);

// Lets it run, and returns once it is the program. -1 with errno and `*step` as of clinux_spawn where
// that failed; its process is yet to be reaped. The gate is closed either way.
int clinux_open_gate(struct clinux_gate *gate, int *step);

// The child ends without having run the program.
void clinux_close_gate(struct clinux_gate *gate);

// Goes on in a child, in a session of its own, that whoever started us need not wait for, and that
// adopts all orphans among its descendants (PR_SET_CHILD_SUBREAPER). Its memory is dumped nowhere
// (PR_SET_DUMPABLE). For a process with one thread.
int clinux_detach(void);

// A descriptor from which SIGINT, SIGTERM, SIGHUP and SIGCHLD are read from now on: signalfd(2).
int clinux_watch_signals(void);

// The next of these; 0 where there is none now.
int clinux_next_signal(int descriptor);

// A timer on the clock since the boot, which also counts while the machine sleeps: timerfd_create(2)
// with CLOCK_BOOTTIME, close-on-exec, not blocking.
int clinux_boot_timer(void);

// Lets it become readable at that moment; zero: never.
int clinux_set_timer(int timer, uint64_t nanoseconds);

// A descriptor that becomes readable when somebody sets the clock (TFD_TIMER_CANCEL_ON_SET).
int clinux_clock_watch(void);

// Makes it so again after it was readable.
int clinux_watch_clock_again(int watch);

// Nanoseconds since the boot (CLOCK_BOOTTIME).
uint64_t clinux_boot_time(void);

// Sends one datagram to a unix socket by its path, `@` at the beginning for an abstract one; for
// sd_notify(3)'s protocol.
int clinux_send_datagram(const char *path, const void *bytes, size_t size);

// Gives what is free of the heap back to the system (malloc_trim(3)).
void clinux_trim_heap(void);
// Lets go of the pages of the program's code and constants. They stay in the system's cache while there
// is room, and those that are used come back from there.
void clinux_release_code(void);

// Sends a signal through a handle of clinux_pidfd's (pidfd_send_signal(2)).
int clinux_signal(int handle, int number);

// The terminal's columns; 0 where the descriptor is none.
int clinux_terminal_columns(int descriptor);

// The hypervisor's name for itself, as the processor tells it (CPUID leaf 0x40000000): 1 with a text
// of at most 12 bytes and its zero, which is empty where it has no name; 0 where there is none.
int clinux_hypervisor(char signature[13]);

// flock(2), exclusive, without waiting: 0, or -1 with EWOULDBLOCK where another holds it.
int clinux_try_lock(int descriptor);

// syncfs(2): all that was written to the file system of a descriptor is durable.
int clinux_sync_file_system(int descriptor);

// Watching. A watch is a descriptor that poll(2) waits for and read(2) reads, both without blocking.

// fanotify(7) for names in directories, with a handle of each process that does something (Linux
// 5.15). EPERM without CAP_SYS_ADMIN.
int clinux_watch_files(void);

// What is changed, made, removed or renamed in a directory, and the directory itself.
int clinux_watch_directory(int watch, const char *path);
int clinux_unwatch_directory(int watch, const char *path);

// What names the directory in an event: its file system, the type of its handle, the handle. Links
// are followed. Returns its length.
ssize_t clinux_directory_handle(const char *path, uint8_t *bytes, size_t size);

#define CLINUX_HANDLE_SIZE 160
// Instead of a handle of a process.
#define CLINUX_HAS_ENDED (-1)
#define CLINUX_NOT_TOLD (-2)

// What an event says.
enum clinux_change {
  clinux_content_changed = 0,    // or an owner, a mode
  clinux_name_changed = 1,       // made, removed, renamed
  clinux_directory_changed = 2,  // the directory itself is gone or elsewhere
  clinux_events_lost = 3,
  clinux_nothing_changed = 4,
};

struct clinux_file_event {
  enum clinux_change change;
  pid_t process;               // 0: one of another process namespace
  int file;                    // open, or negative
  int handle_of_process;       // open, or one of the above
  size_t handle_length;        // 0: no directory is named
  uint8_t handle[CLINUX_HANDLE_SIZE];
  const char *name;            // in the buffer; NULL where there is none
};

// The event at `*offset`, which moves on. 0 at the end.
int clinux_next_file_event(const void *buffer, size_t length, size_t *offset,
                           struct clinux_file_event *event);

// fanotify(7) for programs that are about to be executed, on the file system of the root directory;
// `file` of its events is the program.
int clinux_watch_programs(void);

// The process connector (linux/cn_proc.h). ECONNREFUSED in a container: it is the first process
// namespace's alone.
int clinux_watch_processes(void);

enum clinux_process_event_kind {
  clinux_process_other = 0,
  clinux_process_forked = 1,
  clinux_process_executes = 2,
  clinux_process_changes_user = 3,
};

struct clinux_process_event {
  enum clinux_process_event_kind kind;
  pid_t process;
  pid_t parent;  // of a fork
  uid_t user;    // the new one
};

// The next event; 0 where there is none now; -1 with ENOBUFS where some were lost.
int clinux_next_process_event(int watch, struct clinux_process_event *event);

// Whether a process, by its handle (pidfd_open(2)), is there, be it as a zombie.
int clinux_is_there(int handle);

// inotify(7).
int clinux_watch_by_name(void);
// Returns the number that its events have.
int clinux_add_name_watch(int watch, const char *path);
int clinux_remove_name_watch(int watch, int number);

struct clinux_name_event {
  int watch;        // -1: of none
  enum clinux_change change;
  const char *name; // in the buffer; empty for the directory itself
};

int clinux_next_name_event(const void *buffer, size_t length, size_t *offset,
                           struct clinux_name_event *event);

// A stream to a unix socket by its path, not blocking once it is there.
int clinux_connect(const char *path);

// poll(2) with a time in microseconds; -1: for ever.
struct pollfd;
int clinux_wait(struct pollfd *waits, unsigned long count, long microseconds);

// The calling thread goes before all others that are not of real time (sched_setscheduler(2)):
// 2, or 1 where only its nice value could be lowered, or 0.
int clinux_run_urgently(void);

#endif

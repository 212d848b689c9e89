#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// Where the child writes what went wrong; the end of the pipe closes by itself when exec succeeds.
enum { report_descriptor = 3, first_free_descriptor = 4 };

struct failure {
  int step;
  int error;
};

// Whoever started us may have closed 0, 1 or 2: a descriptor of ours there would be overwritten by
// the child's own dup2.
static int raised(int descriptor) {
  if (descriptor < 0 || descriptor >= first_free_descriptor) return descriptor;
  int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, first_free_descriptor);
  int error = errno;
  close(descriptor);
  errno = error;
  return higher;
}

int clinux_pipe(int ends[2]) {
  int made[2];
  if (pipe2(made, O_CLOEXEC) != 0) return -1;
  ends[0] = raised(made[0]);
  ends[1] = raised(made[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  int error = errno;
  if (ends[0] >= 0) close(ends[0]);
  if (ends[1] >= 0) close(ends[1]);
  errno = error;
  return -1;
}

int clinux_open_null(void) { return raised(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

int clinux_stop_blocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static volatile int interrupt_counter = -1;

static void count_interrupt(int number) {
  (void)number;
  int error = errno;
  const uint64_t one = 1;
  ssize_t written = write(interrupt_counter, &one, sizeof one);
  (void)written;
  errno = error;
}

int clinux_signal_interrupts(int counter) {
  interrupt_counter = counter;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = count_interrupt;
  action.sa_flags = SA_RESTART;
  if (sigaction(SIGINT, &action, NULL) != 0 || sigaction(SIGTERM, &action, NULL) != 0) return -1;
  struct sigaction before;
  if (sigaction(SIGHUP, NULL, &before) != 0) return -1;
  return before.sa_handler == SIG_IGN ? 0 : sigaction(SIGHUP, &action, NULL);
}

int clinux_pidfd(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_has_ended(pid_t process) {
  siginfo_t information;
  memset(&information, 0, sizeof information);
  int status;
  do {
    status = waitid(P_PID, (id_t)process, &information, WEXITED | WNOHANG | WNOWAIT);
  } while (status != 0 && errno == EINTR);
  if (status != 0) return -1;
  return information.si_pid == process;
}

static void close_all_others(void) {
  if (syscall(SYS_close_range, first_free_descriptor, ~0U, 0) == 0) return;
  struct rlimit limit;
  long last = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536
                  ? (long)limit.rlim_cur
                  : 65536;
  for (int descriptor = first_free_descriptor; descriptor < last; descriptor++) close(descriptor);
}

// All that happens in the child. It shares our memory until the exec (vfork), so it calls nothing
// but thin wrappers of system calls, allocates nothing, takes no lock, and never returns.
// The ids are set by raw system calls: glibc's own functions would signal every thread of *ours* to
// do the same.
static void become(const struct clinux_spawn_request *request, int report) {
  int step = clinux_spawn_prepare;
  if (dup3(report, report_descriptor, O_CLOEXEC) < 0) goto failed_early;
  report = report_descriptor;
  if (dup2(request->input, 0) < 0 || dup2(request->output, 1) < 0 || dup2(request->error, 2) < 0)
    goto failed;
  close_all_others();

  // glibc keeps two numbers to itself (32 and 33), which whoever started us may have left ignored;
  // the kernel's own call resets them, too. Its structure is all zeros for the default disposition.
  const char usual[64] = {0};
  for (int number = 1; number <= 64; number++)
    syscall(SYS_rt_sigaction, number, usual, NULL, 8);

  if (setsid() < 0) goto failed;
  umask(request->mask);
  if (request->switches_user) {
    step = clinux_spawn_groups;
    if (syscall(SYS_setgroups, request->group_count, request->groups) != 0) goto failed;
    if (syscall(SYS_setresgid, request->group, request->group, request->group) != 0) goto failed;
    step = clinux_spawn_user;
    if (syscall(SYS_setresuid, request->user, request->user, request->user) != 0) goto failed;
  }
  step = clinux_spawn_directory;
  if (chdir(request->directory) != 0) goto failed;

  step = clinux_spawn_exec;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(request->program, request->arguments, request->environment);

failed:;
  struct failure failure = {step, errno};
  ssize_t written = write(report, &failure, sizeof failure);
  (void)written;
failed_early:
  _exit(127);
}

// vfork, not fork: a fork copies the page tables of a process with many threads and much memory,
// and can fail for want of memory that is never used. The caller sleeps until the exec.
// Its own frame keeps the compiler from reusing what the child still reads.
__attribute__((noinline)) static pid_t start(const struct clinux_spawn_request *request,
                                             int report) {
  pid_t child = vfork();
  if (child == 0) become(request, report);
  return child;
}

static void stop_ignoring_children(void) {
  // A parent may have left SIGCHLD ignored; children would then vanish before they are waited for.
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) != 0 || action.sa_handler != SIG_IGN) return;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &action, NULL);
}

pid_t clinux_spawn(const struct clinux_spawn_request *request, int *step) {
  *step = clinux_spawn_prepare;
  int ends[2];
  if (clinux_pipe(ends) != 0) return -1;
  stop_ignoring_children();

  // No handler of ours may run in the child, on our memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = start(request, ends[1]);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    errno = error;
    return -1;
  }

  struct failure failure = {clinux_spawn_prepare, 0};
  ssize_t count;
  do {
    count = read(ends[0], &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  close(ends[0]);
  if (count == 0) {
    return child;
  }
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  *step = count == sizeof failure ? failure.step : clinux_spawn_prepare;
  errno = count == sizeof failure ? failure.error : EIO;
  return -1;
}

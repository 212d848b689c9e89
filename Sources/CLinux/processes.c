#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// What a child has open beside 0, 1 and 2. Where it writes what went wrong closes by itself when exec
// succeeds, and so does the gate.
enum {
  progress_descriptor = CLINUX_PROGRESS_DESCRIPTOR,
  report_descriptor = 4,
  gate_descriptor = 5,
  first_free_descriptor = 6,
};

// The step of a report that says that all is prepared.
enum { ready_to_exec = -1 };

struct failure {
  int step;
  int error;
};

// Whoever started us may have closed 0, 1 or 2: a descriptor of ours there would be overwritten by
// the child's own dup2.
int clinux_raise(int descriptor) {
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
  ends[0] = clinux_raise(made[0]);
  ends[1] = clinux_raise(made[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  int error = errno;
  if (ends[0] >= 0) close(ends[0]);
  if (ends[1] >= 0) close(ends[1]);
  errno = error;
  return -1;
}

int clinux_open_null(void) { return clinux_raise(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

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

// Says that all is prepared, and waits until the gate opens. A gate that is closed instead, since
// whoever holds it has gone, means that nothing shall run.
static int pass_gate(const char *program) {
  // As the user that it will run as: what is missing is told before anything counts as begun.
  if (access(program, X_OK) != 0) return -1;
  // Whoever watches over the program must not be outlived by it. Set after the user: a change of
  // user takes it away (prctl(2)).
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
  struct failure ready = {ready_to_exec, 0};
  if (write(report_descriptor, &ready, sizeof ready) != sizeof ready) _exit(127);
  char open;
  ssize_t count;
  do {
    count = read(gate_descriptor, &open, 1);
  } while (count < 0 && errno == EINTR);
  if (count != 1) _exit(127);
  return 0;
}

// All that happens in the child. It may share our memory until the exec (vfork), so it calls nothing
// but thin wrappers of system calls, allocates nothing, takes no lock, and never returns.
// The ids are set by raw system calls: glibc's own functions would signal every thread of *ours* to
// do the same.
static void become(const struct clinux_spawn_request *request, int report, int gate) {
  int step = clinux_spawn_prepare;
  if (dup3(report, report_descriptor, O_CLOEXEC) < 0) goto failed_early;
  if (gate < 0)
    close(gate_descriptor);
  else if (dup3(gate, gate_descriptor, O_CLOEXEC) < 0)
    goto failed;
  if (request->progress < 0)
    close(progress_descriptor);
  else if (dup2(request->progress, progress_descriptor) < 0)
    goto failed;
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
  if (gate >= 0 && pass_gate(request->program) != 0) goto failed;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(request->program, request->arguments, request->environment);

failed:;
  struct failure failure = {step, errno};
  ssize_t written = write(report_descriptor, &failure, sizeof failure);
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
  if (child == 0) become(request, report, -1);
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

// The child's next report: 1 with one, 0 where it ended the report by its exec, -1 where it is broken.
static int hear(int report, struct failure *failure) {
  ssize_t count;
  do {
    count = read(report, failure, sizeof *failure);
  } while (count < 0 && errno == EINTR);
  return count == 0 ? 0 : count == sizeof *failure ? 1 : -1;
}

// Reaps a child that will not start, and says why.
static pid_t failed(pid_t child, int told, struct failure failure, int *step) {
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  *step = told > 0 ? failure.step : clinux_spawn_prepare;
  errno = told > 0 ? failure.error : EIO;
  return -1;
}

static void close_pair(int ends[2]) {
  int error = errno;
  close(ends[0]);
  close(ends[1]);
  errno = error;
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

  struct failure failure;
  int told = hear(ends[0], &failure);
  close(ends[0]);
  return told == 0 ? child : failed(child, told, failure, step);
}

pid_t clinux_spawn_gated(const struct clinux_spawn_request *request, struct clinux_gate *gate,
                         int *step) {
  *step = clinux_spawn_prepare;
  int report[2], opening[2];
  if (clinux_pipe(report) != 0) return -1;
  if (clinux_pipe(opening) != 0) {
    close_pair(report);
    return -1;
  }
  stop_ignoring_children();
  pid_t child = fork();
  if (child == 0) become(request, report[1], opening[0]);
  int error = errno;
  close(report[1]);
  close(opening[0]);
  gate->report = report[0];
  gate->opening = opening[1];
  if (child > 0) {
    struct failure failure;
    int told = hear(report[0], &failure);
    if (told > 0 && failure.step == ready_to_exec) return child;
    failed(child, told, failure, step);
    error = errno;
  }
  clinux_close_gate(gate);
  errno = error;
  return -1;
}

int clinux_open_gate(struct clinux_gate *gate, int *step) {
  *step = clinux_spawn_exec;
  const char open = 1;
  int error = write(gate->opening, &open, 1) == 1 ? 0 : errno;
  if (error == 0) {
    struct failure failure;
    int told = hear(gate->report, &failure);
    if (told > 0) {
      *step = failure.step;
      error = failure.error;
    } else if (told < 0) {
      error = EIO;
    }
  }
  clinux_close_gate(gate);
  errno = error;
  return error == 0 ? 0 : -1;
}

void clinux_close_gate(struct clinux_gate *gate) {
  close(gate->report);
  close(gate->opening);
}

int clinux_detach(void) {
  pid_t child = fork();
  if (child < 0) return -1;
  if (child > 0) _exit(0);
  if (setsid() < 0 || prctl(PR_SET_DUMPABLE, 0) != 0) return -1;
  return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int clinux_watch_signals(void) {
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGHUP);
  sigaddset(&watched, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &watched, NULL) != 0) return -1;
  return signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_next_signal(int descriptor) {
  struct signalfd_siginfo information;
  ssize_t count = read(descriptor, &information, sizeof information);
  return count == sizeof information ? (int)information.ssi_signo : 0;
}

int clinux_signal(int handle, int number) {
  return (int)syscall(SYS_pidfd_send_signal, handle, number, NULL, 0);
}

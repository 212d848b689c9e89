// Kills the process it is preloaded into at its Nth durable step, counted over all of its threads.
//
//   LD_PRELOAD=/usr/lib/lab/kill-at.so LAB_KILL_AT=N [LAB_KILL_MOMENT=after] COMMAND…
//   LD_PRELOAD=/usr/lib/lab/kill-at.so LAB_COUNT_TO=FILE COMMAND…
//
// A durable step is a call, through the C library, of a function that LAB_KILL_CALLS names, by
// default "fsync,fdatasync". The signal is SIGKILL, before the call, or after it. LAB_COUNT_TO
// writes how many there were, when the process exits. strace counts `when=N` for each thread by
// itself, and so cannot stop a program with several threads at the Nth of all.
//
// Processes that this one starts are not counted and not killed: the constructor takes the
// variables out of the environment.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long steps;
static long kill_at;
static int kill_after;
static char calls[256] = ",fsync,fdatasync,";
static char count_to[4096];

__attribute__((constructor)) static void read_environment(void) {
  const char *value;
  if ((value = getenv("LAB_KILL_AT"))) kill_at = atol(value);
  if ((value = getenv("LAB_KILL_MOMENT"))) kill_after = strcmp(value, "after") == 0;
  if ((value = getenv("LAB_KILL_CALLS"))) snprintf(calls, sizeof calls, ",%s,", value);
  if ((value = getenv("LAB_COUNT_TO"))) snprintf(count_to, sizeof count_to, "%s", value);
  unsetenv("LAB_KILL_AT");
  unsetenv("LAB_KILL_MOMENT");
  unsetenv("LAB_KILL_CALLS");
  unsetenv("LAB_COUNT_TO");
  unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void write_count(void) {
  if (!count_to[0]) return;
  FILE *file = fopen(count_to, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&steps));
  fclose(file);
}

static int counts(const char *name) {
  char wanted[64];
  snprintf(wanted, sizeof wanted, ",%s,", name);
  return strstr(calls, wanted) != NULL;
}

// The 1-based number of this step; 0 for a call that is not one.
static long begin(const char *name) {
  if (!counts(name)) return 0;
  long step = atomic_fetch_add(&steps, 1) + 1;
  if (step == kill_at && !kill_after) kill(getpid(), SIGKILL);
  return step;
}

static void end(long step) {
  if (step && step == kill_at && kill_after) kill(getpid(), SIGKILL);
}

#define STEP(name, parameters, arguments)                     \
  int name parameters {                                       \
    static int(*real) parameters;                             \
    if (!real) real = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
    long step = begin(#name);                                 \
    int result = real arguments;                              \
    end(step);                                                \
    return result;                                            \
  }

STEP(fsync, (int fd), (fd))
STEP(fdatasync, (int fd), (fd))
STEP(rename, (const char *from, const char *to), (from, to))
STEP(renameat, (int fd, const char *from, int fd2, const char *to), (fd, from, fd2, to))
STEP(renameat2, (int fd, const char *from, int fd2, const char *to, unsigned flags),
     (fd, from, fd2, to, flags))
STEP(link, (const char *from, const char *to), (from, to))
STEP(linkat, (int fd, const char *from, int fd2, const char *to, int flags),
     (fd, from, fd2, to, flags))
STEP(unlink, (const char *path), (path))
STEP(unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
STEP(mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode))
STEP(symlinkat, (const char *target, int fd, const char *path), (target, fd, path))
STEP(fchmod, (int fd, mode_t mode), (fd, mode))

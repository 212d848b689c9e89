// measure COUNT PROGRAM ARGUMENTS…: runs it COUNT times and prints the least and the median time in
// milliseconds and the largest resident set in KiB, as three numbers on a line.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

int main(int count, char **arguments) {
  int runs = count > 2 ? atoi(arguments[1]) : 0;
  if (runs < 1) return 64;
  double *times = calloc((size_t)runs, sizeof *times);
  long largest = 0;
  for (int run = 0; run < runs; run++) {
    double start = now();
    pid_t child = fork();
    if (child == 0) {
      int null = open("/dev/null", O_WRONLY);
      dup2(null, 1);
      execvp(arguments[2], arguments + 2);
      _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 71;
    times[run] = now() - start;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      fprintf(stderr, "measure: %s did not end with 0\n", arguments[2]);
      return 1;
    }
    if (usage.ru_maxrss > largest) largest = usage.ru_maxrss;
  }
  qsort(times, (size_t)runs, sizeof *times, compare);
  printf("%.2f %.2f %ld\n", times[0], times[runs / 2], largest);
  return 0;
}

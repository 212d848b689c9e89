// measure ROUNDS PROGRAM ARGUMENTS… [-- PROGRAM ARGUMENTS…]…: runs the programs in turn, ROUNDS
// times, so that whatever else the machine does meets all of them alike. For each program a line of
// five numbers: the median, the least and the ninth decile of its times, the median of the processor
// time it took, in milliseconds, and its largest resident set in KiB. A first round is not counted.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most_programs = 8 };

struct program {
  char **arguments;
  double *times, *processor;
  long largest;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double milliseconds(struct timeval t) {
  return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

// Runs it once and writes down what it took as the result of `round`, counted from zero.
static int measure(struct program *program, int round) {
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    execvp(program->arguments[0], program->arguments);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 71;
  double end = now();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "measure: %s did not end with 0\n", program->arguments[0]);
    return 1;
  }
  if (round < 0) return 0;
  program->times[round] = end - start;
  program->processor[round] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  if (usage.ru_maxrss > program->largest) program->largest = usage.ru_maxrss;
  return 0;
}

int main(int count, char **arguments) {
  int rounds = count > 2 ? atoi(arguments[1]) : 0, programs = 0;
  if (rounds < 1) return 64;
  struct program list[most_programs];
  for (int i = 2; i < count; i++) {
    if (i > 2 && strcmp(arguments[i - 1], "--") != 0) continue;
    if (programs == most_programs) return 64;
    if (i > 2) arguments[i - 1] = NULL;
    list[programs++] = (struct program){arguments + i, calloc((size_t)rounds, sizeof(double)),
                                        calloc((size_t)rounds, sizeof(double)), 0};
  }
  for (int round = -1; round < rounds; round++)
    for (int i = 0; i < programs; i++) {
      int status = measure(&list[i], round);
      if (status != 0) return status;
    }
  for (int i = 0; i < programs; i++) {
    struct program *program = &list[i];
    qsort(program->times, (size_t)rounds, sizeof(double), compare);
    qsort(program->processor, (size_t)rounds, sizeof(double), compare);
    printf("%.2f %.2f %.2f %.2f %ld\n", program->times[rounds / 2], program->times[0],
           program->times[rounds * 9 / 10], program->processor[rounds / 2], program->largest);
  }
  return 0;
}

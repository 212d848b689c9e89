// Tampers with files that an agent watches, and measures what comes of it.
//
//   tamper repair DIRECTORY COUNT ROUNDS   median and 99th percentile, in ms, until each is as before
//   tamper flood DIRECTORY COUNT SECONDS   10,000 changes a second, then waits until all are right
//
// The files are DIRECTORY/f0 … with equal content.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char good[4096];
static ssize_t good_length;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void rest(double milliseconds) {
  struct timespec time = {(time_t)(milliseconds / 1e3), (long)(milliseconds * 1e6) % 1000000000};
  nanosleep(&time, NULL);
}

static const char *name(const char *directory, long number) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/f%ld", directory, number);
  return path;
}

static ssize_t content(const char *path, char *bytes, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t length = read(file, bytes, size);
  close(file);
  return length;
}

static int is_good(const char *path) {
  char bytes[sizeof good];
  return content(path, bytes, sizeof bytes) == good_length && !memcmp(bytes, good, (size_t)good_length);
}

static void tamper(const char *path) {
  int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (file < 0) return;
  if (write(file, "tampered\n", 9) != 9) perror(path);
  close(file);
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return difference < 0 ? -1 : difference > 0;
}

static int repair(const char *directory, long count, long rounds) {
  double *times = calloc((size_t)rounds, sizeof *times);
  if (!times) return 1;
  for (long round = 0; round < rounds; round++) {
    const char *path = name(directory, round * 7919 % count);
    double start = now();
    tamper(path);
    while (!is_good(path)) {
      rest(0.2);
      if (now() - start > 60e3) {
        fprintf(stderr, "%s was not repaired within a minute\n", path);
        return 1;
      }
    }
    times[round] = now() - start;
    rest(250);
  }
  qsort(times, (size_t)rounds, sizeof *times, compare);
  printf("repaired %ld, median %.1f ms, p99 %.1f ms, longest %.1f ms\n", rounds,
         times[rounds / 2], times[rounds * 99 / 100], times[rounds - 1]);
  free(times);
  return 0;
}

static int flood(const char *directory, long count, long seconds) {
  double start = now();
  long done = 0;
  double passed;
  while ((passed = now() - start) < (double)seconds * 1e3) {
    // On a machine that cannot do so many there are fewer; it ends all the same.
    if (done >= (long)(passed * 10)) rest(1);
    else tamper(name(directory, done++ % count));
  }
  double end = now();
  printf("%ld changes in %.1f s", done, (end - start) / 1e3);
  fflush(stdout);
  for (long number = 0; number < count; number++) {
    while (!is_good(name(directory, number))) {
      rest(10);
      if (now() - end > 900e3) {
        printf(", not right after 15 min\n");
        return 1;
      }
    }
  }
  printf(", right after %.1f s\n", (now() - end) / 1e3);
  return 0;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  good_length = content(name(words[2], 0), good, sizeof good);
  if (good_length < 0) {
    perror(words[2]);
    return 1;
  }
  long files = atol(words[3]), amount = atol(words[4]);
  return !strcmp(words[1], "repair") ? repair(words[2], files, amount)
                                     : flood(words[2], files, amount);
}

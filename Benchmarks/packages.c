// packages LIST: one read of the dpkg status, which must have every name of LIST (one on a line) as
// installed.

#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *whole(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) exit(66);
  char *text = malloc((size_t)status.st_size + 1);
  ssize_t length = read(file, text, (size_t)status.st_size);
  if (length != status.st_size) exit(66);
  text[length] = 0;
  close(file);
  return text;
}

int main(int count, char **arguments) {
  if (count != 2 || !hcreate(1024)) return 64;
  int missing = 0;
  for (char *name = strtok(whole(arguments[1]), "\n"); name; name = strtok(NULL, "\n")) {
    if (!hsearch((ENTRY){name, NULL}, ENTER)) return 71;
    missing++;
  }
  ENTRY *wanted = NULL;
  for (char *line = whole("/var/lib/dpkg/status"), *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = 0;
    if (strncmp(line, "Package: ", 9) == 0) wanted = hsearch((ENTRY){line + 9, NULL}, FIND);
    if (wanted && strcmp(line, "Status: install ok installed") == 0) {
      missing--;
      wanted = NULL;
    }
  }
  return missing > 0;
}

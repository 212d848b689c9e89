// files LIST CONTENT: the same work as a run that finds everything in place, done in C. Each path of
// LIST is looked at, opened, read, and compared with the file CONTENT.

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int count, char **arguments) {
  char wanted[4096], found[4096], path[4096];
  if (count != 3) return 64;
  int content = open(arguments[2], O_RDONLY);
  ssize_t length = read(content, wanted, sizeof wanted);
  FILE *list = fopen(arguments[1], "r");
  if (!list || length < 0) return 66;
  while (fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = 0;
    struct stat status;
    if (lstat(path, &status) != 0 || (status.st_mode & 07777) != 0644) return 1;
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t size = read(file, found, sizeof found);
    close(file);
    if (size != length || memcmp(found, wanted, (size_t)length) != 0) return 1;
  }
  return 0;
}

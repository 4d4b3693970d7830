/* Preloaded into kontor-tuf: kills it right before the CRASH_AT-th call that changes a folder or
 * a file, as a power cut or kill -9 may. Without CRASH_AT it only passes calls on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int calls;

static void point(void) {
  const char* wanted = getenv("CRASH_AT");
  if (wanted && ++calls == atoi(wanted)) raise(SIGKILL);
}

#define NEXT(type, name) (__extension__(type) dlsym(RTLD_NEXT, name))

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
  va_end(rest);
  if (flags & O_CREAT) point();
  return NEXT(int (*)(const char*, int, ...), "open")(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
  va_end(rest);
  if (flags & O_CREAT) point();
  return NEXT(int (*)(const char*, int, ...), "open64")(path, flags, mode);
}

int mkostemp(char* path, int flags) {
  point();
  return NEXT(int (*)(char*, int), "mkostemp")(path, flags);
}

int mkdir(const char* path, mode_t mode) {
  point();
  return NEXT(int (*)(const char*, mode_t), "mkdir")(path, mode);
}

ssize_t write(int file, const void* bytes, size_t count) {
  point();
  return NEXT(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, count);
}

int fsync(int file) {
  point();
  return NEXT(int (*)(int), "fsync")(file);
}

int fchmod(int file, mode_t mode) {
  point();
  return NEXT(int (*)(int, mode_t), "fchmod")(file, mode);
}

int rename(const char* from, const char* to) {
  point();
  return NEXT(int (*)(const char*, const char*), "rename")(from, to);
}

int unlink(const char* path) {
  point();
  return NEXT(int (*)(const char*), "unlink")(path);
}

int remove(const char* path) {
  point();
  return NEXT(int (*)(const char*), "remove")(path);
}

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kontor/kontor.h"

/* A plugin that does one wrong thing, MISCHIEF, when it is asked to or, built with
 * IN_CONSTRUCTOR, before anybody asks. What it lives through is its answer: a number, an
 * errno where something was refused. Written against the system calls and the bytes of the
 * channel, not against the SDK. */

#define UNUSED __attribute__((unused))

static const kontor_host* host;
static int result = -1;
static char asked_for[1024]; /* The request of the call that asks for the mischief. */

static int outcome(int value) { return value < 0 ? errno : 0; }

/* What the sandbox stops. */
UNUSED static int opens_a_socket(void) { return outcome(socket(AF_INET, SOCK_STREAM, 0)); }
UNUSED static int opens_a_socket_pair(void) {
  int ends[2];
  return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}
UNUSED static int executes_a_shell(void) {
  char* const arguments[] = {"sh", "-c", "exit 0", NULL};
  return outcome(execve("/bin/sh", arguments, NULL));
}
UNUSED static int traces_its_parent(void) {
  return outcome((int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}
UNUSED static int opens_a_file_of_the_system(void) {
  return outcome(open("/etc/passwd", O_RDONLY));
}
UNUSED static int makes_a_file(void) {
  return outcome(open("/tmp/kontor-hostile", O_WRONLY | O_CREAT, 0600));
}
UNUSED static int reads_the_database(void) { return outcome(open(asked_for, O_RDONLY)); }
UNUSED static int keeps_a_file(void) { return outcome(open("kept", O_RDWR | O_CREAT, 0600)); }
/* A thousand megabytes. */
UNUSED static int fills_its_folder(void) {
  static const char block[1 << 20] = {1};
  char name[] = "fill0";
  for (; name[4] <= '9'; ++name[4]) {
    const int file = open(name, O_WRONLY | O_CREAT, 0600);
    for (int megabytes = 0; megabytes < 100; ++megabytes)
      if (write(file, block, sizeof block) < 0) return errno;
  }
  return 0;
}
UNUSED static int climbs_out_of_its_folder(void) {
  return outcome(open("../../../../../../../etc/passwd", O_RDONLY));
}
UNUSED static int follows_a_link_out_of_its_folder(void) {
  symlink("/etc/passwd", "link");
  return outcome(open("link", O_RDONLY));
}
UNUSED static int looks_at_its_host(void) { return outcome(open("/proc/self/../1/mem", O_RDWR)); }
UNUSED static int kills_everybody(void) { return outcome(kill(-1, SIGKILL)); }
UNUSED static int makes_memory_executable(void) {
  void* page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return outcome(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}
UNUSED static int writes_into_its_own_file(void) { return outcome(ftruncate(4, 0)); }

/* What its limits stop. */
UNUSED static int forks_without_end(void) {
  while (fork() >= 0) continue;
  return errno;
}
UNUSED static int leaves_a_grandchild(void) {
  if (fork() == 0)
    while (1) pause(); /* Holding the channel. */
  return 0;
}
static void* wait_for_ever(void* unused) {
  while (1) pause();
  return unused;
}
UNUSED static int starts_threads_without_end(void) {
  pthread_t thread;
  int started = 0;
  while (started < 100000 && pthread_create(&thread, NULL, wait_for_ever, NULL) == 0) ++started;
  return started;
}
UNUSED static int takes_four_gigabytes(void) {
  const size_t size = (size_t)4 << 30;
  volatile char* memory = malloc(size);  // Volatile: what nobody reads is left out by clang.
  if (memory == NULL) return errno;
  for (size_t at = 0; at < size; at += 4096) memory[at] = 1;
  return 0;
}
UNUSED static int takes_memory_piece_by_piece(void) {
  int pieces = 0;
  for (volatile char* piece; (piece = malloc(1 << 20)) != NULL; ++pieces)
    for (int at = 0; at < 1 << 20; at += 4096) piece[at] = 1;
  return pieces;
}
UNUSED static int opens_descriptors_without_end(void) {
  int count = 0;
  while (dup(0) >= 0) ++count;
  return count;
}

/* What only ends it. */
UNUSED static int loops(void) {
  volatile int count = 0;
  while (count >= 0) count = !count;
  return count;
}
UNUSED static int waits_for_itself(void) {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  return pthread_mutex_lock(&mutex);
}
UNUSED static int aborts(void) {
  abort();
  return 0;
}
UNUSED static int leaves(void) {
  exit(0);
  return 0;
}
UNUSED static int crashes(void) {
  char* nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *(volatile char*)nowhere = 1;
  return 0;
}
static int deeper(volatile char* above) {
  volatile char here[4096];
  here[0] = above[0];
  if (here[0] == 'x') return 0;  // Never: for compilers that refuse endless recursion.
  return deeper(here) + here[0];
}
UNUSED static int overflows_its_stack(void) {
  volatile char start[1] = {0};
  return deeper(start);
}

/* What it says on its channel. */
static void say(uint32_t size, uint8_t kind, uint64_t id, const char* text) {
  unsigned char header[32] = {0};
  memcpy(header, &size, sizeof size);
  header[4] = kind;
  memcpy(header + 16, &id, sizeof id);
  if (write(3, header, sizeof header) < 0 || write(3, text, strlen(text)) < 0) result = errno;
}
UNUSED static int writes_garbage(void) {
  char garbage[1000];
  memset(garbage, 0xee, sizeof garbage);
  return outcome((int)write(3, garbage, sizeof garbage));
}
UNUSED static int announces_four_gigabytes(void) {
  say(UINT32_MAX, 2, 1, "");
  return 0;
}
UNUSED static int answers_a_call_nobody_made(void) {
  say(2, 2, UINT64_C(1) << 40, "{}");
  return 0;
}
UNUSED static int answers_twice(void) {
  for (uint64_t id = 1; id < 100; ++id) say(7, 2, id, "\"twice\"");
  return 0;
}
UNUSED static int closes_its_channel(void) {
  close(3);
  wait_for_ever(NULL);
  return 0;
}
UNUSED static int floods_the_log(void) {
  static const char line[] = "a line that says nothing and says it again";
  for (int count = 0; count < 200000; ++count)
    host->log(host->self, KONTOR_LOG_ERROR, (kontor_text){line, sizeof line - 1});
  return 0;
}
UNUSED static int ignores_the_stop(void) { return 0; }

/* What it writes into the memory it shares with the host: mailbox.c. */
int forges_answers_in_the_mailbox(void);
int announces_too_much_in_the_mailbox(void);
int puts_garbage_into_the_mailbox(void);
int promises_a_descriptor_in_the_mailbox(void);
int leaves_a_frame_unfinished_in_the_mailbox(void);
int lies_about_its_marks_in_the_mailbox(void);
int rings_without_end_at_the_mailbox(void);
int scribbles_over_the_mailbox(void);

#define NAME_OF(function) #function
#define TEXT_OF(function) NAME_OF(function)

#ifdef IN_CONSTRUCTOR
__attribute__((constructor)) static void early(void) { result = MISCHIEF(); }
#endif

static kontor_status call(void* self, kontor_text operation, kontor_text request,
                          kontor_sink response) {
  char text[32];
  (void)self;
  if (request.size > 0 && request.size < sizeof asked_for)
    memcpy(asked_for, request.data, request.size);
  if (operation.size == 13 && memcmp(operation.data, "plugin.stop/1", 13) == 0 &&
      strcmp(TEXT_OF(MISCHIEF), "ignores_the_stop") == 0)
    while (1) pause();
#ifndef IN_CONSTRUCTOR
  if (operation.size == 8 && memcmp(operation.data, "mischief", 8) == 0) result = MISCHIEF();
#endif
  response.write(response.self, text, (uint64_t)snprintf(text, sizeof text, "%d", result));
  return KONTOR_OK;
}

static void destroy(void* self) { (void)self; }

static kontor_status create(const kontor_host* given, kontor_plugin* out) {
  host = given;
  out->call = call;
  out->destroy = destroy;
  return KONTOR_OK;
}

__attribute__((visibility("default")))
const kontor_entry kontor_plugin_entry = {KONTOR_ENTRY_MAGIC,
                                          sizeof(kontor_entry),
                                          KONTOR_ABI_MAJOR,
                                          KONTOR_ABI_MINOR,
                                          0,
                                          {"test.hostile", 12},
                                          {"1.0.0", 5},
                                          create};

#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Mischief in the memory that host and plugin share, laid out as sdk/runtime/mailbox.hpp
 * says. Nobody tells a plugin where it is: it looks for the call it is just serving. */

enum { BYTES = 32768, PAGE = 4096, HEADER = 32, PAGES_EACH_WAY = 32768, NOT_FOUND = 250 };

struct box {
  _Alignas(64) _Atomic uint32_t events;
  _Atomic uint32_t put;
  _Atomic uint32_t sent;
  _Atomic uint32_t size;
  _Alignas(64) _Atomic uint32_t asleep;
  _Atomic uint32_t taken;
  _Atomic uint32_t heard;
  _Alignas(64) char bytes[BYTES];
};

static struct box* from_host;
static struct box* to_host;

/* Whether the host's mailbox begins at `place`; what cannot be read fails the write. */
static int is_mail(int pipe_in, int pipe_out, uintptr_t place) {
  char seen[256];
  if (write(pipe_in, (const void*)place, sizeof seen) != (ssize_t)sizeof seen) return 0;
  if (read(pipe_out, seen, sizeof seen) != (ssize_t)sizeof seen) return 0;
  return memcmp(seen + offsetof(struct box, bytes) + HEADER, "mischief", 8) == 0;
}

static int find_mail(void) {
  int ends[2];
  if (from_host != NULL) return 1;
  if (pipe(ends) != 0) return 0;
  const uintptr_t here = (uintptr_t)&from_host & ~(uintptr_t)(PAGE - 1);
  for (uintptr_t step = 0; step < PAGES_EACH_WAY; ++step)
    for (int up = 0; up < 2; ++up) {
      const uintptr_t place = up ? here + step * PAGE : here - step * PAGE;
      if (!is_mail(ends[1], ends[0], place)) continue;
      from_host = (struct box*)place;
      to_host = from_host + 1;
      return 1;
    }
  return 0;
}

static void ring(void) {
  atomic_fetch_add(&to_host->events, 1);
  syscall(SYS_futex, &to_host->events, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static void post(uint32_t size) {
  atomic_store(&to_host->size, size);
  atomic_fetch_add(&to_host->put, 1);
  ring();
}

static void frame_at(char* place, uint32_t size, uint8_t kind, uint8_t flags, uint64_t id) {
  memset(place, 0, HEADER);
  memcpy(place, &size, sizeof size);
  place[4] = (char)kind;
  place[5] = (char)flags;
  memcpy(place + 16, &id, sizeof id);
}

static void stay(void) {
  for (;;) pause();
}

/* Answers to every call the host may have made. */
int forges_answers_in_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  char* place = to_host->bytes;
  for (uint64_t id = 1; place + HEADER + 8 <= to_host->bytes + BYTES; ++id) {
    frame_at(place, 8, 2, 0, id);
    memcpy(place + HEADER, "\"forged\"", 8);
    place += HEADER + 8;
  }
  post((uint32_t)(place - to_host->bytes));
  stay();
  return 0;
}

int announces_too_much_in_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  post(UINT32_MAX);
  stay();
  return 0;
}

int puts_garbage_into_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  memset(to_host->bytes, 0xee, BYTES);
  post(BYTES);
  stay();
  return 0;
}

/* A frame that says a descriptor came with it. */
int promises_a_descriptor_in_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  frame_at(to_host->bytes, 2, 2, 1, 1);
  post(HEADER + 2);
  stay();
  return 0;
}

/* The longest frame, of which the rest never comes. */
int leaves_a_frame_unfinished_in_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  frame_at(to_host->bytes, 16 << 20, 2, 0, 1);
  post(HEADER);
  stay();
  return 0;
}

/* More is coming by the socket than is, everything was taken, and nothing heard. */
int lies_about_its_marks_in_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  atomic_fetch_add(&to_host->sent, 1000);
  atomic_fetch_add(&from_host->taken, UINT32_MAX / 2);
  atomic_fetch_add(&from_host->heard, 77);
  atomic_store(&from_host->asleep, 0);
  ring();
  return 0;
}

int rings_without_end_at_the_mailbox(void) {
  if (!find_mail()) return NOT_FOUND;
  for (;;) ring();
  return 0;
}

static void* scribble(void* unused) {
  uint32_t state = 1;
  for (;;) {
    state = state * 1664525 + 1013904223;
    uint32_t* words = (uint32_t*)(state & 0x40000000 ? to_host : from_host);
    words[state >> 8 & (state & 0x20000000 ? 0x1f : 0x1fff)] = state;
    if ((state & 0xff00) == 0) ring();
  }
  return unused;
}

/* Over everything, while the host writes and reads. */
int scribbles_over_the_mailbox(void) {
  pthread_t thread;
  if (!find_mail()) return NOT_FOUND;
  return pthread_create(&thread, NULL, scribble, NULL);
}

#ifndef KONTOR_TEXT_H
#define KONTOR_TEXT_H

#include <stdint.h>

/* UTF-8 text, not terminated by a NUL.
 * OWNERSHIP: always borrowed; valid until the call it was passed to returns. Copy what
 * is to be kept.  SINCE: 1.0 */
typedef struct kontor_text {
  const char* data; /* May be null when size is 0. */
  uint64_t size;    /* Bytes. */
} kontor_text;

/* Where the callee writes its answer, so that neither side frees the other's memory.
 * OWNERSHIP: the caller's; valid until the call it was passed to returns.
 * THREAD: the thread of that call only.  SINCE: 1.0 */
typedef struct kontor_sink {
  void* self;
  /* Appends `size` bytes; several calls make one answer. `self` is the member above.
   * Bytes past the caller's limit are dropped, and the call then fails for the caller. */
  void (*write)(void* self, const char* data, uint64_t size);
} kontor_sink;

#endif

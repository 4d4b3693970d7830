#ifndef KONTOR_TEXT_H
#define KONTOR_TEXT_H

#include <stdint.h>

/* UTF-8 text, not terminated by a NUL.
 * OWNERSHIP: always borrowed. As an argument it is valid until the call returns: copy what
 * is to be kept.  THREAD: any thread during that call.  SINCE: 1.0 */
typedef struct kontor_text {
  /* The first byte; may be null when size is 0.
   * OWNERSHIP: borrowed, as the text is.  THREAD: any thread meanwhile.  SINCE: 1.0 */
  const char* data;

  /* Bytes.
   * OWNERSHIP: a value.  THREAD: any.  SINCE: 1.0 */
  uint64_t size;
} kontor_text;

/* Where the callee writes its answer, so that neither side frees the other's memory.
 * OWNERSHIP: the caller's; valid until the call it was passed to returns.
 * THREAD: the thread of that call only.  SINCE: 1.0 */
typedef struct kontor_sink {
  /* First argument of `write`; may be null.
   * OWNERSHIP: the caller's.  THREAD: that of the call only.  SINCE: 1.0 */
  void* self;

  /* Appends `size` bytes; several calls make one answer. Bytes past the caller's limit are
   * dropped, and the call then fails for the caller.
   * OWNERSHIP: `data` is borrowed until it returns.  THREAD: that of the call only.
   * SINCE: 1.0 */
  void (*write)(void* self, const char* data, uint64_t size);
} kontor_sink;

#endif

#ifndef KONTOR_HOST_H
#define KONTOR_HOST_H

#include "status.h"
#include "text.h"

/* What a plugin may ask of its host.
 * The struct only ever grows at its end: look at struct_size before using a member that
 * came later than the ABI minor the plugin was built against.
 * OWNERSHIP: the host's; a plugin may keep the pointer until its `destroy` returns and
 * changes nothing.  THREAD: any.  SINCE: 1.0 */
typedef struct kontor_host {
  /* sizeof(kontor_host) as the host knows it.
   * OWNERSHIP: a value, the host's.  THREAD: any.  SINCE: 1.0 */
  uint32_t struct_size;

  /* 0.
   * OWNERSHIP: a value, the host's.  THREAD: any.  SINCE: 1.0 */
  uint32_t reserved;

  /* First argument of the functions below.
   * OWNERSHIP: the host's; a plugin looks at nothing behind it.  THREAD: any.  SINCE: 1.0 */
  void* self;

  /* Asks the host to do `operation` ("record.get/1"). Writes the JSON answer to `response`
   * and returns 0, or writes a problem object and returns a code from status.h. Every call
   * is checked against the permissions in the plugin's signed manifest.
   * OWNERSHIP: texts and sink are borrowed for the call.  THREAD: any thread, also from
   * inside a call of the host, also several at a time.  SINCE: 1.0 */
  kontor_status (*call)(void* self, kontor_text operation, kontor_text request,
                        kontor_sink response);

  /* Adds a line to the host's log under the plugin's id. Levels are in status.h. Never
   * fails; long lines are cut.
   * OWNERSHIP: `message` is borrowed for the call.  THREAD: any thread.  SINCE: 1.0 */
  void (*log)(void* self, int32_t level, kontor_text message);
} kontor_host;

#endif

#ifndef KONTOR_PLUGIN_H
#define KONTOR_PLUGIN_H

#include "status.h"
#include "text.h"

/* What a plugin offers its host.
 * The struct only ever grows at its end; the plugin fills in what fits into struct_size.
 * OWNERSHIP: the host's, who gives it to `create` with struct_size set and the rest zero.
 * THREAD: that of `create` writes it, any reads it afterwards.  SINCE: 1.0 */
typedef struct kontor_plugin {
  /* sizeof(kontor_plugin) as the host knows it.
   * OWNERSHIP: a value, the host's.  THREAD: any.  SINCE: 1.0 */
  uint32_t struct_size;

  /* 0.
   * OWNERSHIP: a value, the host's.  THREAD: any.  SINCE: 1.0 */
  uint32_t reserved;

  /* First argument of the functions below; may be null.
   * OWNERSHIP: the plugin's, until `destroy` frees it.  THREAD: any.  SINCE: 1.0 */
  void* self;

  /* Asks the plugin to do `operation` ("record.before_save/1"). Writes the JSON answer to
   * `response` and returns 0, or writes a problem object and returns a code from status.h.
   * Returns KONTOR_NOT_FOUND for an operation it does not know.
   * OWNERSHIP: texts and sink are borrowed for the call.  THREAD: one caller at a time
   * unless the manifest raises `concurrency`.  SINCE: 1.0 */
  kontor_status (*call)(void* self, kontor_text operation, kontor_text request,
                        kontor_sink response);

  /* Ends the plugin and frees `self`. Called once, after the last call has returned; the
   * plugin's own threads have ended and no host function is used when it returns.
   * OWNERSHIP: `self` is gone when it returns.  THREAD: one thread, not necessarily that of
   * `create`.  SINCE: 1.0 */
  void (*destroy)(void* self);
} kontor_plugin;

#endif

#ifndef KONTOR_PLUGIN_H
#define KONTOR_PLUGIN_H

#include "status.h"
#include "text.h"

/* What a plugin offers its host.
 * OWNERSHIP: the struct is the host's, who gives it to `create` with struct_size set and
 * the rest zero; the plugin fills in what fits into struct_size. `self` is the plugin's.
 * The struct only ever grows at its end.  SINCE: 1.0 */
typedef struct kontor_plugin {
  uint32_t struct_size; /* sizeof(kontor_plugin) as the host knows it.  SINCE: 1.0 */
  uint32_t reserved;    /* 0.  SINCE: 1.0 */
  void* self;           /* First argument of the functions below.  SINCE: 1.0 */

  /* Asks the plugin to do `operation` ("record.before_save/1"). Writes the JSON answer to
   * `response` and returns 0, or writes a problem object and returns a code from status.h.
   * Returns KONTOR_NOT_FOUND for an operation it does not know.
   * OWNERSHIP: texts and sink are borrowed for the call.  THREAD: one caller at a time
   * unless the manifest raises `concurrency`.  SINCE: 1.0 */
  kontor_status (*call)(void* self, kontor_text operation, kontor_text request,
                        kontor_sink response);

  /* Ends the plugin and frees `self`. Called once, after the last call has returned; the
   * plugin's own threads have ended and no host function is used when it returns.
   * THREAD: one thread, not necessarily that of `create`.  SINCE: 1.0 */
  void (*destroy)(void* self);
} kontor_plugin;

#endif

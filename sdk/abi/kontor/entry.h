#ifndef KONTOR_ENTRY_H
#define KONTOR_ENTRY_H

#include "host.h"
#include "plugin.h"
#include "status.h"
#include "text.h"
#include "version.h"

/* "KNTR" in the order of the bytes of a little-endian file. */
#define KONTOR_ENTRY_MAGIC UINT32_C(0x52544e4b)

/* The one thing a plugin exports: a constant under the name `kontor_plugin_entry`.
 * It is read from the file before anything is loaded, so all of it is initialised at
 * link time: no constructor, no IFUNC.
 * OWNERSHIP: the plugin's, for as long as it is loaded.  THREAD: any.  SINCE: 1.0 */
typedef struct kontor_entry {
  /* KONTOR_ENTRY_MAGIC.
   * OWNERSHIP: a constant of the file.  THREAD: any.  SINCE: 1.0 */
  uint32_t magic;

  /* sizeof(kontor_entry) as the plugin knows it.
   * OWNERSHIP: a constant of the file.  THREAD: any.  SINCE: 1.0 */
  uint32_t struct_size;

  /* KONTOR_ABI_MAJOR of the headers it was built with; a host refuses any but its own.
   * OWNERSHIP: a constant of the file.  THREAD: any.  SINCE: 1.0 */
  uint16_t abi_major;

  /* KONTOR_ABI_MINOR of the headers it was built with; a host refuses a newer one.
   * OWNERSHIP: a constant of the file.  THREAD: any.  SINCE: 1.0 */
  uint16_t abi_minor;

  /* 0.
   * OWNERSHIP: a constant of the file.  THREAD: any.  SINCE: 1.0 */
  uint32_t reserved;

  /* Equals "id" of the signed manifest; 1 to 200 bytes.
   * OWNERSHIP: constant text in the file.  THREAD: any.  SINCE: 1.0 */
  kontor_text id;

  /* Equals "version" of the signed manifest; 1 to 200 bytes.
   * OWNERSHIP: constant text in the file.  THREAD: any.  SINCE: 1.0 */
  kontor_text version;

  /* Makes the plugin. Fills `out` and returns 0, or leaves it alone and returns a code
   * from status.h; the reason goes to `host->log`.
   * OWNERSHIP: `host` is borrowed until the plugin's `destroy` returns, `out` for the call.
   * THREAD: one thread, once per load.  SINCE: 1.0 */
  kontor_status (*create)(const kontor_host* host, kontor_plugin* out);
} kontor_entry;

#if defined(__GNUC__)
#define KONTOR_EXPORT __attribute__((visibility("default")))
#else
#define KONTOR_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif
/* Defined by the plugin. */
extern KONTOR_EXPORT const kontor_entry kontor_plugin_entry;
#ifdef __cplusplus
}
#endif

#endif

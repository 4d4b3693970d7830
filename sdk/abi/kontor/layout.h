#ifndef KONTOR_LAYOUT_H
#define KONTOR_LAYOUT_H

#include <stddef.h>

#include "entry.h"

/* The layout on every 64-bit platform Kontor knows, asserted by whoever includes this. */
#ifdef __cplusplus
#define KONTOR_LAYOUT_HOLDS(condition) static_assert(condition, #condition)
#else
#define KONTOR_LAYOUT_HOLDS(condition) _Static_assert(condition, #condition)
#endif

KONTOR_LAYOUT_HOLDS(sizeof(void*) == 8);
KONTOR_LAYOUT_HOLDS(sizeof(kontor_status) == 4);

KONTOR_LAYOUT_HOLDS(sizeof(kontor_text) == 16);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_text, data) == 0);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_text, size) == 8);

KONTOR_LAYOUT_HOLDS(sizeof(kontor_sink) == 16);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_sink, self) == 0);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_sink, write) == 8);

KONTOR_LAYOUT_HOLDS(sizeof(kontor_host) == 32);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_host, struct_size) == 0);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_host, reserved) == 4);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_host, self) == 8);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_host, call) == 16);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_host, log) == 24);

KONTOR_LAYOUT_HOLDS(sizeof(kontor_plugin) == 32);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_plugin, struct_size) == 0);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_plugin, reserved) == 4);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_plugin, self) == 8);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_plugin, call) == 16);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_plugin, destroy) == 24);

KONTOR_LAYOUT_HOLDS(sizeof(kontor_entry) == 56);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, magic) == 0);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, struct_size) == 4);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, abi_major) == 8);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, abi_minor) == 10);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, reserved) == 12);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, id) == 16);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, version) == 32);
KONTOR_LAYOUT_HOLDS(offsetof(kontor_entry, create) == 48);

#endif

#include <kontor/entry.h>

/* A plugin reduced to its entry, from which libabigail reads the whole contract. */
static kontor_status create(const kontor_host* host, kontor_plugin* out) {
  (void)host;
  (void)out;
  return KONTOR_UNAVAILABLE;
}

const kontor_entry kontor_plugin_entry = {
    .magic = KONTOR_ENTRY_MAGIC,
    .id = {"vendor.name", 11},
    .version = {"1.0.0", 5},
    .create = &create,
};

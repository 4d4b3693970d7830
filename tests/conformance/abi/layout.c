#include <kontor/kontor.h>

/* The contract compiles in C and C++ of every standard a plugin may use; the
 * assertions of kontor/layout.h are the test. */
static kontor_status create(const kontor_host* host, kontor_plugin* out) {
  (void)host;
  (void)out;
  return KONTOR_UNAVAILABLE;
}

const kontor_entry kontor_plugin_entry = {
    KONTOR_ENTRY_MAGIC,  sizeof(kontor_entry), KONTOR_ABI_MAJOR, KONTOR_ABI_MINOR, 0,
    {"vendor.name", 11}, {"1.0.0", 5},         &create,
};

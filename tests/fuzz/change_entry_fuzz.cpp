#include <cstdlib>

#include "host/backup/change_entry.hpp"

// Property: what decodes as an entry of the log of changes can be encoded and decoded again;
// everything else is refused, and nothing crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::host;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  ChangeDecoder decoder;
  const auto entry = decoder.decode(bytes);
  if (!entry) return 0;
  const std::string again = ChangeEncoder().encode(entry->number, entry->at_ms, entry->changes);
  ChangeDecoder second;
  const auto same = second.decode(again);
  if (!same || same->changes.size() != entry->changes.size()) std::abort();
  return 0;
}

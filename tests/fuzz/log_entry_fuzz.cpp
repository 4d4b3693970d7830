#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "marketplace/log/entry.hpp"

// Property: any bytes are refused as a log entry, or are the canonical bytes of the entry they
// give; the hash that is read without parsing is the one that parsing gives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::marketplace;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto entry = parse_log_entry(bytes);
  if (!entry) return 0;
  if (log_entry_bytes(*entry).value() != bytes) std::abort();
  const std::string hash = (*entry)["type"] == "release" ? (*entry)["sha256"] : "";
  if (release_hash(bytes) != hash) std::abort();
  return 0;
}

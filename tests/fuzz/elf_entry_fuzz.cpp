#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdk/runtime/elf_entry.hpp"

// Property: any bytes are refused, or have an entry whose texts are within limits and whose
// ABI this host speaks; nothing is read outside the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::runtime;
  const auto entry = read_elf_entry({reinterpret_cast<const char*>(data), size});
  if (!entry) return 0;
  if (entry->id.empty() || entry->id.size() > 200 || entry->version.size() > 200) std::abort();
  if (!check_abi(entry->abi_major, entry->abi_minor)) std::abort();
  return 0;
}

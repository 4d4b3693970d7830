#include <cstdint>
#include <cstdlib>
#include <string>

#include "sdk/package/archive.hpp"
#include "sdk/package/manifest.hpp"

// Property: any text is refused, or is a manifest whose id begins with its vendor, whose
// files have allowed names, and which reads the same when written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::package;
  const auto manifest = Manifest::parse({reinterpret_cast<const char*>(data), size});
  if (!manifest) return 0;
  if (!manifest->id.starts_with(manifest->vendor + ".")) std::abort();
  for (const auto& [name, hash] : manifest->files) {
    if (!check_member_name(name) || hash.size() != 64) std::abort();
  }
  const auto again = Manifest::parse(kontor::to_text(manifest->document));
  if (!again || again->document != manifest->document) std::abort();
  return 0;
}

#include <cstdint>
#include <cstdlib>
#include <string>

#include "licensing/server/trust_file.hpp"

// Property: any file is either a list of keys or refused; a refused one makes nobody believed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::licensing;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto keys = TrustFile::parse(text);
  if (!keys) return 0;
  for (const auto& [kid, key] : keys->license_keys) {
    if (kid.size() != 64 || key.ed25519_raw().size() != 32) std::abort();
  }
  return 0;
}

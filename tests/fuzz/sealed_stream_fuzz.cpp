#include <cstdlib>

#include "base/crypto/sealed_stream.hpp"

// Property: no bytes but those that were sealed with the key open to their end; nothing crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  std::string_view left(reinterpret_cast<const char*>(data), size);
  crypto::OpeningReader reader(std::string(32, 'k'), [&](std::size_t most) -> Result<std::string> {
    std::string bytes(left.substr(0, most));
    left.remove_prefix(bytes.size());
    return bytes;
  });
  for (;;) {
    const auto plain = reader.read();
    if (!plain) return 0;
    if (plain->empty()) std::abort();
  }
}

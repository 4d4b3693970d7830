#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/tlog/checkpoint.hpp"

// Property: any bytes either are a checkpoint's text or are refused; nothing throws or crashes;
// one that parses is written back as the very same bytes, and none is believed unsigned.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tlog;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto checkpoint = parse_checkpoint(bytes);
  if (checkpoint && to_text(*checkpoint) != bytes) std::abort();
  if (checkpoint && checkpoint->origin.empty()) std::abort();
  if (open_checkpoint(bytes, {.origin = checkpoint ? checkpoint->origin : "origin"})) std::abort();
  return 0;
}

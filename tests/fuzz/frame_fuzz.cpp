#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdk/runtime/frame.hpp"
#include "sdk/runtime/problem.hpp"

// Property: a stream of any bytes is cut into frames within limits or refused, the same
// whatever pieces it comes in; a problem of any text becomes an Error with a bounded message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::runtime;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto frames_in = [bytes](std::size_t piece) {
    FrameParser parser;
    std::size_t frames = 0;
    for (std::size_t offset = 0; offset < bytes.size(); offset += piece) {
      parser.append(bytes.substr(offset, piece));
      while (true) {
        const auto next = parser.next();
        if (!next) return frames;
        if (!*next) break;
        if ((*next)->operation.size() > kOperationBytesMax || (*next)->text.size() > kFrameBytesMax)
          std::abort();
        ++frames;
      }
    }
    return frames;
  };
  if (frames_in(7) != frames_in(size == 0 ? 1 : size)) std::abort();
  if (error_from(9, bytes, "peer").message.size() > 2000) std::abort();
  return 0;
}

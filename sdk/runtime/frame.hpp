#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::runtime {

// One message between host and runner: a header of 32 bytes, then `size` bytes. Numbers
// are little-endian; both ends run on one machine.
//
//   offset  0  u32 size            payload bytes that follow, at most kFrameBytesMax
//           4  u8  kind            FrameKind
//           5  u8  flags           bit 0: a descriptor travels with the first byte
//           6  u16 operation_size  how much of the payload is the operation's name (call)
//           8  i32 code            status of a response, level of a log line
//          12  u32 reserved        0
//          16  u64 id              call: chosen by the caller; response: the call's id
//          24  u64 parent          call: id of the peer's call it is made for, else 0
enum class FrameKind : std::uint8_t { call = 1, response = 2, log = 3, quit = 4, memory = 5 };

inline constexpr std::size_t kFrameHeaderBytes = 32;
inline constexpr std::size_t kFrameBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kOperationBytesMax = 128;
inline constexpr std::size_t kLogBytesMax = 4096;

struct Frame {
  FrameKind kind = FrameKind::call;
  bool descriptor = false;
  std::int32_t code = 0;
  std::uint64_t id = 0;
  std::uint64_t parent = 0;
  std::string operation;
  std::string text;
};

// The header for a payload of operation + text.
using FrameHeader = std::array<char, kFrameHeaderBytes>;
FrameHeader frame_header(FrameKind kind, std::size_t operation_bytes, std::size_t text_bytes,
                         std::int32_t code, std::uint64_t id, std::uint64_t parent,
                         bool descriptor);

// Cuts a stream of bytes into frames. After an error the stream is worthless.
class FrameParser {
 public:
  void append(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole frame; nothing when more bytes are needed; invalid_argument for bytes
  // that are no frame.
  Result<std::optional<Frame>> next();

 private:
  std::string buffer_;
  std::size_t consumed_ = 0;
};

}  // namespace kontor::runtime

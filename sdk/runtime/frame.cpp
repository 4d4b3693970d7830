#include "sdk/runtime/frame.hpp"

#include <cstring>

namespace kontor::runtime {
namespace {

struct Header {
  std::uint32_t size;
  std::uint8_t kind;
  std::uint8_t flags;
  std::uint16_t operation_size;
  std::int32_t code;
  std::uint32_t reserved;
  std::uint64_t id;
  std::uint64_t parent;
};
static_assert(sizeof(Header) == kFrameHeaderBytes);

constexpr std::size_t kIdleBufferMax = std::size_t{64} << 10;

Error malformed(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "malformed frame: " + why};
}

Status check(const Header& header) {
  if (header.size > kFrameBytesMax) return malformed("too long");
  if (header.kind < 1 || header.kind > 5) return malformed("unknown kind");
  if (header.flags > 1 || header.reserved != 0) return malformed("unknown flags");
  if (header.operation_size > header.size || header.operation_size > kOperationBytesMax)
    return malformed("operation name too long");
  if (static_cast<FrameKind>(header.kind) == FrameKind::log && header.size > kLogBytesMax)
    return malformed("log line too long");
  return ok();
}

}  // namespace

FrameHeader frame_header(FrameKind kind, std::size_t operation_bytes, std::size_t text_bytes,
                         std::int32_t code, std::uint64_t id, std::uint64_t parent,
                         bool descriptor) {
  Header header{};
  header.size = static_cast<std::uint32_t>(operation_bytes + text_bytes);
  header.kind = static_cast<std::uint8_t>(kind);
  header.flags = descriptor ? 1 : 0;
  header.operation_size = static_cast<std::uint16_t>(operation_bytes);
  header.code = code;
  header.id = id;
  header.parent = parent;
  FrameHeader bytes;
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

Result<std::optional<Frame>> FrameParser::next() {
  const std::string_view rest = std::string_view(buffer_).substr(consumed_);
  if (rest.empty()) {
    if (buffer_.capacity() > kIdleBufferMax) std::string().swap(buffer_);
    buffer_.clear();
    consumed_ = 0;
  }
  if (rest.size() < kFrameHeaderBytes) return std::optional<Frame>();
  Header header;
  std::memcpy(&header, rest.data(), sizeof header);
  TRY(check(header));
  if (rest.size() - kFrameHeaderBytes < header.size) {
    buffer_.erase(0, consumed_);
    consumed_ = 0;
    return std::optional<Frame>();
  }
  const std::string_view payload = rest.substr(kFrameHeaderBytes, header.size);
  Frame frame;
  frame.kind = static_cast<FrameKind>(header.kind);
  frame.descriptor = header.flags != 0;
  frame.code = header.code;
  frame.id = header.id;
  frame.parent = header.parent;
  frame.operation = payload.substr(0, header.operation_size);
  frame.text = payload.substr(header.operation_size);
  consumed_ += kFrameHeaderBytes + header.size;
  return std::optional<Frame>(std::move(frame));
}

}  // namespace kontor::runtime

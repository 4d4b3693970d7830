#include "base/http/body_reader.hpp"

#include <algorithm>
#include <charconv>

#include "base/http/head_lines.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kChunkLineBytesMax = 256;
constexpr std::size_t kTrailerBytesMax = 8192;

Error bad_chunk() { return refusal(400, "bad-chunk", "a chunk of the body is malformed"); }

// One line with its CR LF taken off the wire.
Result<std::string> read_line(Wire& wire, std::size_t bytes_max, Deadline deadline) {
  while (true) {
    const std::string_view bytes = wire.buffered();
    const std::size_t end = bytes.find("\r\n");
    if (end != std::string_view::npos && end <= bytes_max) {
      std::string line(bytes.substr(0, end));
      if (line.find_first_of("\r\n") != std::string::npos) return bad_chunk();
      wire.consume(end + 2);
      return line;
    }
    if (bytes.size() > bytes_max + 1) return bad_chunk();
    TRY(wire.read_more(deadline));
  }
}

Result<std::uint64_t> parse_chunk_size(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find(';'));
  std::uint64_t size = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (digits.empty() || digits.size() > 12 || problem != std::errc{} ||
      end != digits.data() + digits.size()) {
    return bad_chunk();
  }
  return size;
}

}  // namespace

Status read_sized(Wire& wire, std::uint64_t length, Deadline deadline, const BodySink& sink) {
  while (length > 0) {
    if (wire.buffered().empty()) TRY(wire.read_more(deadline));
    const std::string_view part = wire.buffered().substr(
        0, static_cast<std::size_t>(std::min<std::uint64_t>(length, wire.buffered().size())));
    TRY(sink(part));
    length -= part.size();
    wire.consume(part.size());
  }
  return ok();
}

Status read_chunked(Wire& wire, Deadline deadline, const BodySink& sink) {
  while (true) {
    const std::string line = TRY(read_line(wire, kChunkLineBytesMax, deadline));
    const std::uint64_t size = TRY(parse_chunk_size(line));
    if (size == 0) break;
    TRY(read_sized(wire, size, deadline, sink));
    const std::string end = TRY(read_line(wire, 0, deadline));
    if (!end.empty()) return bad_chunk();
  }
  std::size_t trailer_bytes = 0;
  while (true) {
    const std::string line = TRY(read_line(wire, kTrailerBytesMax, deadline));
    if (line.empty()) return ok();
    trailer_bytes += line.size();
    if (trailer_bytes > kTrailerBytesMax) return bad_chunk();
  }
}

}  // namespace kontor::http

#include "base/http/file_answer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/http/response_head.hpp"
#include "base/http/router.hpp"

namespace kontor::http {
namespace {

constexpr std::int64_t kSmallFileBytes = 65536;
constexpr const char* kShorter = "file became shorter while it was sent";

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool stat(struct stat& status) const {
    return descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  }
  bool read(char* place, const ByteRange& range) const {
    for (std::int64_t done = 0; done < range.count;) {
      const ssize_t got = ::pread(descriptor_, place + done,
                                  static_cast<std::size_t>(range.count - done), range.begin + done);
      if (got <= 0) return false;
      done += got;
    }
    return true;
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || text.size() > 18 || number < 0 || problem != std::errc{} ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::string default_etag(const struct stat& status) {
  return "\"" + std::to_string(status.st_mtim.tv_sec) + "-" +
         std::to_string(status.st_mtim.tv_nsec) + "-" + std::to_string(status.st_size) + "\"";
}

}  // namespace

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::int64_t size) {
  const std::optional<ByteRange> none;
  if (!header.starts_with("bytes=")) return none;
  header.remove_prefix(6);
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return none;
  const auto first = parse_number(header.substr(0, dash));
  const auto last = parse_number(header.substr(dash + 1));
  if (!first && !last) return none;
  const Error outside{ErrorCode::invalid_argument, "the range lies outside the file",
                      R"({"status":416,"code":"range-outside"})"};
  if (!first) {  // The last n bytes.
    if (dash != 0) return none;
    if (*last == 0 || size == 0) return outside;
    const std::int64_t count = std::min(*last, size);
    return std::optional(ByteRange{size - count, count});
  }
  if (dash + 1 < header.size() && (!last || *last < *first)) return none;
  if (*first >= size) return outside;
  const std::int64_t end = last ? std::min(*last, size - 1) : size - 1;
  return std::optional(ByteRange{*first, end - *first + 1});
}

std::string_view media_type(const std::filesystem::path& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".pdf", "application/pdf"},
      {".webmanifest", "application/manifest+json"},
  }};
  const std::string extension = path.extension().string();
  for (const auto& [name, type] : kTypes) {
    if (name == extension) return type;
  }
  return "application/octet-stream";
}

Status write_file_answer(Wire& wire, const Request& request, Response& response,
                         const WriteOptions& options) {
  const Deadline deadline = deadline_in(options.write_timeout_ms);
  const auto answer = [&](const Error& error, Headers headers) {
    Response refused = problem(error);
    refused.headers.merge(headers);
    refused.headers["x-request-id"] = request.request_id;
    const auto length = static_cast<std::int64_t>(refused.body.size());
    std::string bytes = response_head(refused, length, options.keep_alive);
    if (request.method != "HEAD") bytes += refused.body;
    return wire.write(bytes, deadline);
  };
  const OpenFile file(response.file);
  struct stat status {};
  if (!file.stat(status)) return answer(Error{ErrorCode::not_found, "there is no such file"}, {});
  const std::int64_t size = status.st_size;

  response.headers.emplace("content-type", media_type(response.file));
  response.headers.emplace("accept-ranges", "bytes");
  const std::string etag = response.headers.emplace("etag", default_etag(status)).first->second;
  if (response.status == 200 && names_etag(request.header("if-none-match"), etag)) {
    response.status = 304;
    return wire.write(response_head(response, std::nullopt, options.keep_alive), deadline);
  }
  ByteRange range{0, size};
  const std::string& if_range = request.header("if-range");
  if (response.status == 200 && request.method == "GET" && (if_range.empty() || if_range == etag)) {
    const auto wanted = parse_range(request.header("range"), size);
    if (!wanted) {
      return answer(wanted.error(), {{"content-range", "bytes */" + std::to_string(size)}});
    }
    if (*wanted) {
      range = **wanted;
      response.status = 206;
      response.headers["content-range"] = "bytes " + std::to_string(range.begin) + "-" +
                                          std::to_string(range.begin + range.count - 1) + "/" +
                                          std::to_string(size);
    }
  }
  std::string head = response_head(response, range.count, options.keep_alive);
  if (request.method == "HEAD" || range.count == 0) return wire.write(head, deadline);
  if (range.count <= kSmallFileBytes) {  // One packet for all is cheaper than sendfile(2).
    const std::size_t begin = head.size();
    head.resize(begin + static_cast<std::size_t>(range.count));
    if (!file.read(head.data() + begin, range)) return Error{ErrorCode::internal, kShorter};
    return wire.write(head, deadline);
  }
  TRY(wire.write(head, deadline, Wire::Then::more));
  const auto patience_ms =
      options.write_timeout_ms + static_cast<int>(range.count / kBytesPerMsMin);
  return wire.write_file(file.descriptor(), range.begin, range.count, deadline_in(patience_ms));
}

}  // namespace kontor::http

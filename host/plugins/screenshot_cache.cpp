#include "host/plugins/screenshot_cache.hpp"

#include <algorithm>
#include <vector>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::host {
namespace fs = std::filesystem;

Result<http::Response> picture_answer(std::string bytes, const std::string& sha256) {
  if (bytes.size() > package::kScreenshotBytesMax || crypto::sha256_hex(bytes) != sha256)
    return Error{ErrorCode::untrusted, "the screenshot is not the one that was named"};
  const auto picture = package::read_picture(bytes);
  if (!picture) return Error{ErrorCode::untrusted, "the screenshot: " + picture.error().message};
  http::Response response;
  response.body = std::move(bytes);
  response.headers["content-type"] =
      picture->format == package::Picture::Format::png ? "image/png" : "image/webp";
  response.headers["content-security-policy"] = "default-src 'none'; sandbox";
  response.headers["cross-origin-resource-policy"] = "same-origin";
  // Its address holds its hash.
  response.headers["cache-control"] = "private, max-age=31536000, immutable";
  return response;
}

std::optional<std::string> ScreenshotCache::find(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  auto bytes = read_file(folder_ / sha256, package::kScreenshotBytesMax);
  if (!bytes || crypto::sha256_hex(*bytes) != sha256) return std::nullopt;
  std::error_code ignored;
  fs::last_write_time(folder_ / sha256, fs::file_time_type::clock::now(), ignored);
  return std::move(bytes).value();
}

void ScreenshotCache::keep(const std::string& sha256, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  if (const Status kept = write_file(folder_ / sha256, bytes); !kept)
    log::warning("screenshot not kept", {{"error", kept.error().message}});
  make_room();
}

void ScreenshotCache::make_room() {
  struct Kept {
    fs::file_time_type used;
    std::uintmax_t bytes;
    fs::path file;
  };
  std::vector<Kept> all;
  std::uintmax_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::uintmax_t bytes = entry.file_size(error);
    if (error) continue;
    all.push_back({entry.last_write_time(error), bytes, entry.path()});
    total += bytes;
  }
  std::ranges::sort(all, {}, &Kept::used);
  for (const Kept& oldest : all) {
    if (total <= kBytesMax) return;
    fs::remove(oldest.file, error);
    total -= oldest.bytes;
  }
}

}  // namespace kontor::host

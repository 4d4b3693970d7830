#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "base/core/result.hpp"
#include "base/http/message.hpp"

namespace kontor::host {

// An answer that shows a vendor's picture and can do nothing else: read as a picture once more,
// with the type of what it is. untrusted if it is none, or has another SHA-256 than `sha256`.
Result<http::Response> picture_answer(std::string bytes, const std::string& sha256);

// Pictures from the market by their SHA-256, in a folder that may be emptied at any time. Holds
// kBytesMax at most: those asked for longest ago go first. Any thread.
class ScreenshotCache {
 public:
  explicit ScreenshotCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Nothing if it is not there or is no longer what it was.
  std::optional<std::string> find(const std::string& sha256);
  // Whoever cannot keep it fetches it again.
  void keep(const std::string& sha256, const std::string& bytes);

  static constexpr std::uintmax_t kBytesMax = std::uintmax_t{32} << 20;

 private:
  void make_room();

  std::filesystem::path folder_;
  std::mutex mutex_;
};

}  // namespace kontor::host

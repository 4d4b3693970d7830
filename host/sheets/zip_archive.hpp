#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::host {

// Limits of a ZIP archive from outside. Sizes are counted while inflating, never believed.
struct ZipLimits {
  std::int64_t entries = 10'000;
  std::int64_t entry_bytes = std::int64_t{1} << 30;
  // An entry that inflates to more than `ratio_from_bytes` may be this many times its packed
  // size; what people write stays below 100.
  std::int64_t ratio = 200;
  std::int64_t ratio_from_bytes = std::int64_t{4} << 20;
};

// A ZIP archive on disk, read entry by entry in pieces (libzip). One thread. Refuses bombs,
// encryption and broken checksums with invalid_argument.
class ZipArchive {
 public:
  using Sink = std::function<Status(std::string_view)>;

  static Result<std::unique_ptr<ZipArchive>> open(const std::filesystem::path& path,
                                                  const ZipLimits& limits = {});
  virtual ~ZipArchive() = default;
  virtual bool has(const std::string& name) const = 0;
  // Inflates one entry into `sink`, whose error ends it.
  virtual Status read(const std::string& name, const Sink& sink) = 0;
};

}  // namespace kontor::host

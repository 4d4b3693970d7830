#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime {

inline constexpr std::size_t kPluginBytesMax = std::size_t{100} << 20;

// A copy of a file in memory that nobody can change any more.
class SealedFile {
 public:
  // Copies and hashes in one pass, so what was checked is what will be loaded. untrusted
  // if the bytes do not hash to `sha256_hex`.
  static Result<SealedFile> copy(const std::filesystem::path& file, std::string_view sha256_hex);

  SealedFile(SealedFile&& other) noexcept;
  SealedFile& operator=(SealedFile&&) = delete;
  ~SealedFile();

  int descriptor() const { return memory_.get(); }
  std::string_view bytes() const { return bytes_; }

 private:
  SealedFile(Descriptor memory, std::string_view bytes)
      : memory_(std::move(memory)), bytes_(bytes) {}
  Descriptor memory_;
  std::string_view bytes_;  // Read-only mapping of memory_.
};

}  // namespace kontor::runtime

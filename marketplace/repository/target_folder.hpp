#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "marketplace/repository/repository.hpp"

namespace kontor::marketplace {

// True for "a/b/c" of plain components: none empty, none beginning with a dot, no back-slash
// or control character.
bool is_plain_path(std::string_view path);

// The content-addressed files below tuf/targets. Files are never changed once they are there.
// Any thread.
class TargetFolder {
 public:
  explicit TargetFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Copies the bytes in as <folder>/<sha256>.<file>, durable before it answers.
  Result<Repository::Stored> store(const std::string& path,
                                   const std::filesystem::path& source) const;
  bool holds(const std::string& path, const std::string& sha256, std::int64_t length) const;
  // The bytes of a target as its metadata lists it, at most `bytes_max`.
  Result<std::string> read(const std::string& path, const std::string& sha256,
                           std::size_t bytes_max) const;
  // `path` as it is asked for, hash included; not_found unless there is such a file.
  Result<std::filesystem::path> file(std::string_view path) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace kontor::marketplace

#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// A file that grows by whole pieces, each sealed, in which nothing can be changed, left out or
// moved; only the end can be missing, as after a power cut. Bytes:
//
//   "kontor changes 1\n" | 32 bytes of salt | piece | piece …
//   piece = length of what follows (4 bytes, big endian) | seal(file key, plain, "changes N")
//
// with file key = HMAC-SHA-256(key, salt) and N counting from 0. The first piece is the header.

// What the first piece says of the file.
struct ChangeHeader {
  std::string line;       // Which history of a database: a restore begins another one.
  std::string schema;     // Hash of the migrations the entries were made under.
  std::int64_t from = 0;  // The number of the next transaction when it began.
  TimeMs at_ms = 0;
};

class ChangeFile {
 public:
  // Mode 0600; conflict when it exists.
  static Result<std::unique_ptr<ChangeFile>> create(const std::filesystem::path& file,
                                                    const std::string& key, Random& random,
                                                    const ChangeHeader& header);
  ~ChangeFile();
  ChangeFile(const ChangeFile&) = delete;
  ChangeFile& operator=(const ChangeFile&) = delete;
  // In the kernel's hands when it answers, so that a killed process loses nothing.
  Status append(std::string_view plain);
  Status sync();
  std::uint64_t bytes() const { return bytes_; }

 private:
  ChangeFile(int descriptor, std::string file_key, Random& random)
      : descriptor_(descriptor), file_key_(std::move(file_key)), random_(random) {}
  Status write(std::string_view bytes);

  int descriptor_;
  std::string file_key_;
  Random& random_;
  std::uint64_t pieces_ = 0;
  std::uint64_t bytes_ = 0;
};

class ChangeReader {
 public:
  // untrusted for another key, and for a file without a whole header.
  static Result<std::unique_ptr<ChangeReader>> open(const std::filesystem::path& file,
                                                    const std::string& key);
  const ChangeHeader& header() const { return header_; }
  // Nothing at the end, or where the rest of a piece is missing.
  Result<std::optional<std::string>> next();

 private:
  explicit ChangeReader(const std::filesystem::path& file) : input_(file, std::ios::binary) {}
  std::ifstream input_;
  std::string file_key_;
  std::uint64_t pieces_ = 0;
  ChangeHeader header_;
};

// "changes-2026-11-22T08-00-00.000Z.kchanges"; names sort as their moments do.
std::string change_file_name(TimeMs began_at_ms);
// Of a folder, oldest first.
std::vector<std::filesystem::path> change_files(const std::filesystem::path& folder);

}  // namespace kontor::host

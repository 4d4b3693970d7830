#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/crypto/hash.hpp"
#include "base/tuf/metadata.hpp"

namespace kontor::marketplace {

// Hashes a file on its way by every known algorithm the signed metadata lists.
class FileHashes {
 public:
  explicit FileHashes(const tuf::Hashes& expected);
  void update(std::string_view bytes);
  // "" when at least one known algorithm is listed and all of them fit; else what is wrong.
  // The object is then used up.
  std::string mismatch();

 private:
  tuf::Hashes expected_;
  std::map<std::string, crypto::Hasher> hashers_;
};

// A download in progress: bytes go to a nameless place in `staging` and get their final name
// only when length and every hash are what the signed metadata says. Dropping the object
// leaves nothing behind. One thread.
class VerifiedFile {
 public:
  // `staging` must be on the file system of the final place. What killed processes left there
  // is removed.
  static Result<std::unique_ptr<VerifiedFile>> create(const std::filesystem::path& staging,
                                                      const tuf::TargetFile& expected);
  VerifiedFile(std::filesystem::path temporary, int descriptor, const tuf::TargetFile& expected);
  ~VerifiedFile();
  VerifiedFile(const VerifiedFile&) = delete;
  VerifiedFile& operator=(const VerifiedFile&) = delete;

  Status append(std::string_view bytes);  // untrusted as soon as it is too long.
  // Replaces `place`, durable before it answers; untrusted if the bytes are not the signed ones.
  Status commit(const std::filesystem::path& place);

 private:
  Status check();

  std::filesystem::path temporary_;
  int descriptor_;
  tuf::TargetFile expected_;
  std::int64_t length_ = 0;
  FileHashes hashes_;
};

}  // namespace kontor::marketplace

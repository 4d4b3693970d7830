#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// The file of a backup: a sealed stream (base/crypto/sealed_stream.hpp) of members, each a line
// of JSON {"name","size"} and that many bytes; the member "end" of size 0 comes last.
class ArchiveWriter {
 public:
  // Makes FILE.part, mode 0600.
  static Result<std::unique_ptr<ArchiveWriter>> create(const std::filesystem::path& file,
                                                       const std::string& key, Random& random);
  virtual ~ArchiveWriter() = default;  // Without finish() nothing is left.
  virtual Status add(const std::string& name, const std::string& bytes) = 0;
  // A file that goes or shrinks meanwhile is left out, or filled up with zeros: false then.
  virtual Result<bool> add_file(const std::string& name, const std::filesystem::path& file) = 0;
  // Syncs and gives the file its name.
  virtual Status finish() = 0;
};

// Gives the members in order. `take` is told a name and size and answers where to put the bytes;
// an empty path drops them. untrusted when the file is not whole or was changed.
Status read_archive(
    const std::filesystem::path& file, const std::string& key,
    const std::function<Result<std::filesystem::path>(const std::string&, std::uint64_t)>& take);

}  // namespace kontor::host

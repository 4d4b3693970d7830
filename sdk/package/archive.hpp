#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::package {

// What an archive may be. Checked before anything is unpacked.
struct ArchiveLimits {
  std::uint64_t archive_bytes = 100U << 20;   // The file itself.
  std::uint64_t member_bytes = 256U << 20;    // One member, unpacked.
  std::uint64_t unpacked_bytes = 512U << 20;  // All members together.
  std::size_t members = 4096;
  std::size_t name_bytes = 200;
  std::uint64_t ratio = 200;  // Unpacked to packed, for members over 64 KiB.
};

struct Member {
  std::string name;
  std::uint64_t size = 0;         // Unpacked.
  std::uint64_t packed_size = 0;  // In the file.
  std::uint64_t offset = 0;       // Of the packed bytes in the file.
  std::uint32_t crc32 = 0;
  bool deflated = false;
};

// A zip file in the canonical profile (sdk/docs/package-format.md), held in memory so that
// what was hashed is what is read. Immutable; any thread. Knows nothing of manifests.
class Archive {
 public:
  // Reads the file once, hashing it on the way, and checks the whole index. untrusted, with
  // the member and the rule named, for anything outside the profile; exhausted past a limit.
  static Result<Archive> open(const std::filesystem::path& file, const ArchiveLimits& limits = {});
  static Result<Archive> from_bytes(std::string bytes, const ArchiveLimits& limits = {});

  const std::string& bytes() const { return bytes_; }
  const std::string& sha256_hex() const { return sha256_hex_; }  // Of the whole file.
  const std::vector<Member>& members() const { return members_; }
  const Member* find(std::string_view name) const;

  // The member's bytes, unpacked and with their CRC checked. exhausted over `bytes_max`.
  Result<std::string> read(std::string_view name, std::uint64_t bytes_max) const;

  // The same, piece by piece. Bytes reach `sink` before the CRC of the whole is known: act
  // on them only after success. A failure of `sink` ends the reading and is returned.
  using Sink = std::function<Status(std::string_view piece)>;
  Status read(const Member& member, const Sink& sink) const;

 private:
  Archive(std::string bytes, std::string sha256_hex, std::vector<Member> members)
      : bytes_(std::move(bytes)),
        sha256_hex_(std::move(sha256_hex)),
        members_(std::move(members)) {}

  std::string bytes_;
  std::string sha256_hex_;
  std::vector<Member> members_;  // Sorted by name.
};

struct NewMember {
  std::string name;
  std::string bytes;
};

// Writes the canonical zip of `members`, in any order given: the same members give the same
// bytes, on every machine with the same zlib. Libraries (*.so) are stored, the rest deflated.
Result<std::string> write_archive(std::vector<NewMember> members, const ArchiveLimits& limits = {});

// The file made anew from nothing but its members: archive.bytes() again, for there is one way
// only to write an archive around the same packed members.
std::string reassembled(const Archive& archive);

// invalid_argument if `name` may not be the name of a member: absolute, "..", back-slash …
Status check_member_name(std::string_view name, const ArchiveLimits& limits = {});

}  // namespace kontor::package

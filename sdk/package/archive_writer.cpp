#include <zlib.h>

#include <algorithm>

#include "sdk/package/archive.hpp"
#include "sdk/package/archive_index.hpp"
#include "sdk/package/zip_layout.hpp"

namespace kontor::package {
namespace {

// Raw deflate at level 9; empty if that does not make it shorter.
Result<std::string> deflated(std::string_view bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return Error{ErrorCode::internal, "zlib is out of memory"};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int state = deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  if (state != Z_STREAM_END) return Error{ErrorCode::internal, "zlib did not finish"};
  if (out.size() >= bytes.size()) out.clear();
  return out;
}

// A zip in the canonical profile, made member by member.
class Assembly {
 public:
  // Members come in the order of their names.
  void add(std::string_view name, const zip::Header& header, std::string_view packed) {
    zip::put32(central_, zip::kCentralSignature);
    zip::put16(central_, zip::kVersion);  // Made by.
    zip::put_header(central_, header);
    zip::put16(central_, 0);  // Comment.
    zip::put16(central_, 0);  // Disk.
    zip::put16(central_, 0);  // Internal attributes.
    zip::put32(central_, 0);  // External attributes.
    zip::put32(central_, static_cast<std::uint32_t>(out_.size()));
    central_ += name;

    zip::put32(out_, zip::kLocalSignature);
    zip::put_header(out_, header);
    out_ += name;
    out_ += packed;
    ++count_;
  }

  std::string finish() {
    const auto offset = static_cast<std::uint32_t>(out_.size());
    out_ += central_;
    zip::put32(out_, zip::kEndSignature);
    zip::put16(out_, 0);
    zip::put16(out_, 0);
    zip::put16(out_, count_);
    zip::put16(out_, count_);
    zip::put32(out_, static_cast<std::uint32_t>(central_.size()));
    zip::put32(out_, offset);
    zip::put16(out_, 0);
    return std::move(out_);
  }

  std::size_t size() const { return out_.size(); }

 private:
  std::string out_, central_;
  std::uint16_t count_ = 0;
};

zip::Header header_of(std::string_view name, bool is_deflated, std::uint32_t crc32,
                      std::uint64_t packed_size, std::uint64_t size) {
  return {.version = zip::kVersion,
          .flags = zip::kFlags,
          .method = is_deflated ? zip::kDeflated : zip::kStored,
          .time = zip::kTime,
          .date = zip::kDate,
          .crc32 = crc32,
          .packed_size = static_cast<std::uint32_t>(packed_size),
          .size = static_cast<std::uint32_t>(size),
          .name_bytes = static_cast<std::uint16_t>(name.size()),
          .extra_bytes = 0};
}

}  // namespace

Result<std::string> write_archive(std::vector<NewMember> members, const ArchiveLimits& limits) {
  std::sort(members.begin(), members.end(),
            [](const NewMember& a, const NewMember& b) { return a.name < b.name; });
  Assembly assembly;
  for (const NewMember& member : members) {
    TRY(check_member_name(member.name, limits));
    if (member.bytes.size() > limits.member_bytes) {
      return Error{ErrorCode::exhausted, member.name + " is longer than " +
                                             std::to_string(limits.member_bytes) + " bytes"};
    }
    // Libraries are stored so that they can be hashed and mapped where they lie.
    const std::string packed =
        member.name.ends_with(".so") ? std::string() : TRY(deflated(member.bytes));
    const std::string_view data = packed.empty() ? member.bytes : packed;
    if (assembly.size() + data.size() > limits.archive_bytes) {
      return Error{ErrorCode::exhausted, "archive would be longer than " +
                                             std::to_string(limits.archive_bytes) + " bytes"};
    }
    const auto crc =
        ::crc32_z(0, reinterpret_cast<const Bytef*>(member.bytes.data()), member.bytes.size());
    assembly.add(member.name,
                 header_of(member.name, !packed.empty(), static_cast<std::uint32_t>(crc),
                           data.size(), member.bytes.size()),
                 data);
  }
  std::string out = assembly.finish();
  // The reader has the last word on what an archive is: duplicates, folders, bombs.
  TRY(zip::read_index(out, limits));
  return out;
}

std::string reassembled(const Archive& archive) {
  Assembly assembly;
  for (const Member& member : archive.members()) {
    assembly.add(
        member.name,
        header_of(member.name, member.deflated, member.crc32, member.packed_size, member.size),
        std::string_view(archive.bytes())
            .substr(static_cast<std::size_t>(member.offset),
                    static_cast<std::size_t>(member.packed_size)));
  }
  return assembly.finish();
}

}  // namespace kontor::package

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

}  // namespace

Result<std::string> write_archive(std::vector<NewMember> members, const ArchiveLimits& limits) {
  std::sort(members.begin(), members.end(),
            [](const NewMember& a, const NewMember& b) { return a.name < b.name; });
  std::string out, central;
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
    if (out.size() + data.size() > limits.archive_bytes) {
      return Error{ErrorCode::exhausted, "archive would be longer than " +
                                             std::to_string(limits.archive_bytes) + " bytes"};
    }
    const auto crc =
        ::crc32_z(0, reinterpret_cast<const Bytef*>(member.bytes.data()), member.bytes.size());
    const zip::Header header = {.version = zip::kVersion,
                                .flags = zip::kFlags,
                                .method = packed.empty() ? zip::kStored : zip::kDeflated,
                                .time = zip::kTime,
                                .date = zip::kDate,
                                .crc32 = static_cast<std::uint32_t>(crc),
                                .packed_size = static_cast<std::uint32_t>(data.size()),
                                .size = static_cast<std::uint32_t>(member.bytes.size()),
                                .name_bytes = static_cast<std::uint16_t>(member.name.size()),
                                .extra_bytes = 0};
    zip::put32(central, zip::kCentralSignature);
    zip::put16(central, zip::kVersion);  // Made by.
    zip::put_header(central, header);
    zip::put16(central, 0);  // Comment.
    zip::put16(central, 0);  // Disk.
    zip::put16(central, 0);  // Internal attributes.
    zip::put32(central, 0);  // External attributes.
    zip::put32(central, static_cast<std::uint32_t>(out.size()));
    central += member.name;

    zip::put32(out, zip::kLocalSignature);
    zip::put_header(out, header);
    out += member.name;
    out += data;
  }
  const auto count = static_cast<std::uint16_t>(members.size());
  const auto offset = static_cast<std::uint32_t>(out.size());
  out += central;
  zip::put32(out, zip::kEndSignature);
  zip::put16(out, 0);
  zip::put16(out, 0);
  zip::put16(out, count);
  zip::put16(out, count);
  zip::put32(out, static_cast<std::uint32_t>(central.size()));
  zip::put32(out, offset);
  zip::put16(out, 0);
  // The reader has the last word on what an archive is: duplicates, folders, bombs.
  TRY(zip::read_index(out, limits));
  return out;
}

}  // namespace kontor::package

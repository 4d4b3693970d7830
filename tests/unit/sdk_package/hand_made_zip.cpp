#include "tests/unit/sdk_package/hand_made_zip.hpp"

#include <zlib.h>

namespace kontor::package {

std::uint32_t crc_of(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string raw_deflate(const std::string& bytes) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

HandMadeMember::HandMadeMember(std::string member_name, std::string content)
    : name(std::move(member_name)), data(std::move(content)), local_name(name) {
  local = {.version = zip::kVersion,
           .flags = zip::kFlags,
           .method = zip::kStored,
           .time = zip::kTime,
           .date = zip::kDate,
           .crc32 = crc_of(data),
           .packed_size = static_cast<std::uint32_t>(data.size()),
           .size = static_cast<std::uint32_t>(data.size()),
           .name_bytes = static_cast<std::uint16_t>(name.size()),
           .extra_bytes = 0};
  central = local;
}

std::string HandMadeZip::bytes() const {
  std::string out = before, central;
  for (const HandMadeMember& member : members) {
    out += member.gap_before;
    const auto offset = static_cast<std::int64_t>(out.size()) + member.offset_shift;
    zip::put32(out, zip::kLocalSignature);
    zip::put_header(out, member.local);
    out += member.local_name + member.local_extra + member.data;

    zip::put32(central, zip::kCentralSignature);
    zip::put16(central, member.made_by);
    zip::put_header(central, member.central);
    zip::put16(central, static_cast<std::uint16_t>(member.comment.size()));
    zip::put16(central, member.disk);
    zip::put16(central, member.internal);
    zip::put32(central, member.external);
    zip::put32(central, static_cast<std::uint32_t>(offset));
    central += member.name + member.central_extra + member.comment;
  }
  out += before_central;
  const auto at = static_cast<std::uint32_t>(out.size());
  out += central + before_end;
  const auto count = static_cast<int>(members.size()) + count_shift;
  zip::put32(out, zip::kEndSignature);
  zip::put16(out, disk);
  zip::put16(out, 0);
  zip::put16(out, static_cast<std::uint16_t>(count + count_on_disk_shift));
  zip::put16(out, static_cast<std::uint16_t>(count));
  zip::put32(out, static_cast<std::uint32_t>(central.size()));
  zip::put32(out, at);
  zip::put16(out, static_cast<std::uint16_t>(comment.size()));
  return out + comment + after;
}

HandMadeZip two_members() { return {.members = {{"a.txt", "alpha"}, {"b.txt", "beta"}}}; }

}  // namespace kontor::package

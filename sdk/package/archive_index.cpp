#include "sdk/package/archive_index.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "sdk/package/zip_layout.hpp"

namespace kontor::package::zip {
namespace {

Error refuse(const std::string& why) { return {ErrorCode::untrusted, "archive " + why}; }

Error refuse(std::string_view member, const std::string& why) {
  return {ErrorCode::untrusted, "archive member " + std::string(member) + " " + why};
}

struct End {
  std::size_t members;
  std::size_t central_offset;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Error explain_missing_end(std::string_view file) {
  const std::size_t from = file.size() > 70000 ? file.size() - 70000 : 0;
  std::string signature;
  put32(signature, kEndSignature);
  const std::size_t found = file.substr(from).rfind(signature);
  if (found == file.npos) return refuse("is not a zip file, or is cut off: it has no end record");
  const std::size_t after = file.size() - from - found;
  if (after < kEndBytes) return refuse("is cut off in its end record");
  return refuse("has " + std::to_string(after - kEndBytes) +
                " bytes after its end record; nothing may stand there, not even a comment");
}

Result<End> read_end(std::string_view file, const ArchiveLimits& limits) {
  if (file.size() < kEndBytes) return refuse("is too short to be a zip file");
  const std::size_t at = file.size() - kEndBytes;
  if (get32(file, at) != kEndSignature) return explain_missing_end(file);
  if (get16(file, at + 4) != 0 || get16(file, at + 6) != 0) return refuse("spans several disks");
  const std::size_t members = get16(file, at + 10);
  if (get16(file, at + 8) != members) return refuse("gives two different numbers of members");
  if (get16(file, at + 20) != 0) return refuse("has a comment");
  const std::uint64_t size = get32(file, at + 12);
  const std::uint64_t offset = get32(file, at + 16);
  if (members == 0xffff || offset == 0xffffffff) return refuse("is in Zip64 form");
  if (members > limits.members) {
    return Error{ErrorCode::exhausted,
                 "archive has more than " + std::to_string(limits.members) + " members"};
  }
  if (members == 0) return refuse("has no members");
  if (offset + size > at) return refuse("has a central directory that reaches past its end");
  if (offset + size < at) return refuse("has bytes between central directory and end record");
  return End{members, static_cast<std::size_t>(offset)};
}

// What a central header may not say, in an order that gives the most telling message first.
Status check_header(std::string_view name, const Header& header) {
  if (header.flags & 0x0001U) return refuse(name, "is encrypted");
  if (header.flags & 0x0008U) return refuse(name, "has its sizes behind its data");
  if (header.flags != kFlags) return refuse(name, "has unusual flags");
  if (header.method != kStored && header.method != kDeflated) {
    return refuse(name, "is packed by method " + std::to_string(header.method) +
                            "; only store and deflate are allowed");
  }
  if (header.method == kDeflated && name.ends_with(".so")) {
    return refuse(name, "is a library and deflated; libraries are stored");
  }
  if (header.version != kVersion) return refuse(name, "asks for another version of zip");
  if (header.time != kTime || header.date != kDate) return refuse(name, "carries a time");
  if (header.extra_bytes != 0) return refuse(name, "has extra fields");
  if (header.size == 0xffffffff || header.packed_size == 0xffffffff) {
    return refuse(name, "is in Zip64 form");
  }
  if (header.method == kStored && header.size != header.packed_size) {
    return refuse(name, "is stored, but its two sizes differ");
  }
  return ok();
}

// Attributes of a central header: made by MS-DOS with none, so that no link or device can be.
Status check_attributes(std::string_view name, std::string_view file, std::size_t at) {
  const std::uint32_t external = get32(file, at + 38);
  switch ((external >> 28U) & 0xfU) {
    case 0xa:
      return refuse(name, "is a symbolic link");
    case 0x2:
    case 0x6:
      return refuse(name, "is a device");
    case 0x1:
    case 0xc:
      return refuse(name, "is a pipe or socket");
    default:
      break;
  }
  if (external & 0x10U) return refuse(name, "is a folder");
  if (external != 0 || get16(file, at + 36) != 0) return refuse(name, "has file attributes");
  if (get16(file, at + 4) != kVersion) return refuse(name, "was made by another system");
  if (get16(file, at + 32) != 0) return refuse(name, "has a comment");
  if (get16(file, at + 34) != 0) return refuse(name, "begins on another disk");
  return ok();
}

Status check_sizes(std::string_view name, const Header& header, const ArchiveLimits& limits) {
  if (header.size > limits.member_bytes) {
    return Error{ErrorCode::exhausted, "archive member " + std::string(name) +
                                           " unpacks to more than " +
                                           std::to_string(limits.member_bytes) + " bytes"};
  }
  if (header.size > 65536 && header.size / limits.ratio > header.packed_size) {
    return Error{ErrorCode::exhausted, "archive member " + std::string(name) +
                                           " unpacks to more than " + std::to_string(limits.ratio) +
                                           " times its packed size"};
  }
  return ok();
}

// The local header at `at` says what the central one said, byte by byte.
Status check_local(std::string_view name, std::string_view file, std::size_t at,
                   const Header& central) {
  if (get32(file, at) != kLocalSignature) return refuse(name, "has no local header");
  const Header local = get_header(file, at + 4);
  if (local.extra_bytes != 0) return refuse(name, "has extra fields in its local header");
  if (local.name_bytes != central.name_bytes ||
      file.substr(at + kLocalBytes, central.name_bytes) != name) {
    return refuse(name, "has another name in its local header");
  }
  if (local != central) return refuse(name, "has a local header that differs from the central one");
  return ok();
}

Status check_neighbours(const std::string& name, std::string_view before,
                        std::set<std::string>& folded) {
  if (name == before) return refuse(name, "is there twice");
  if (!before.empty() && std::string_view(name) < before) return refuse(name, "is out of order");
  if (!folded.insert(lower(name)).second) {
    return refuse(name, "has the name of another member but for case");
  }
  return ok();
}

// No member is a folder of another: "a" and "a/b" cannot both be files.
Status check_folders(const std::vector<Member>& members, const std::set<std::string>& folded) {
  for (const Member& member : members) {
    const std::string name = lower(member.name);
    for (std::size_t cut = name.find('/'); cut != name.npos; cut = name.find('/', cut + 1)) {
      if (folded.contains(name.substr(0, cut))) {
        return refuse(member.name, "lies in a folder that is a file");
      }
    }
  }
  return ok();
}

}  // namespace

Result<std::vector<Member>> read_index(std::string_view file, const ArchiveLimits& limits) {
  if (file.size() > limits.archive_bytes) {
    return Error{ErrorCode::exhausted,
                 "archive is longer than " + std::to_string(limits.archive_bytes) + " bytes"};
  }
  const End end = TRY(read_end(file, limits));
  const std::size_t central_end = file.size() - kEndBytes;

  std::vector<Member> members;
  members.reserve(end.members);
  std::set<std::string> folded;
  std::uint64_t unpacked = 0;
  std::size_t at = end.central_offset;  // In the central directory.
  std::size_t next = 0;                 // Where the next local header must stand.
  for (std::size_t i = 0; i < end.members; ++i) {
    if (central_end - at < kCentralBytes || get32(file, at) != kCentralSignature) {
      return refuse("has fewer members in its central directory than its end record says");
    }
    const Header header = get_header(file, at + 6);
    if (central_end - at - kCentralBytes < header.name_bytes) {
      return refuse("has a name that reaches past its central directory");
    }
    const std::string name(file.substr(at + kCentralBytes, header.name_bytes));
    if (auto named = check_member_name(name, limits); !named) {
      return refuse("has a bad member: " + named.error().message);
    }
    TRY(check_header(name, header));
    TRY(check_attributes(name, file, at));
    TRY(check_sizes(name, header, limits));
    TRY(check_neighbours(name, members.empty() ? "" : std::string_view(members.back().name),
                         folded));
    unpacked += header.size;
    if (unpacked > limits.unpacked_bytes) {
      return Error{ErrorCode::exhausted, "archive unpacks to more than " +
                                             std::to_string(limits.unpacked_bytes) + " bytes"};
    }

    const std::size_t offset = get32(file, at + 42);
    if (i == 0 && offset != 0) return refuse("has data before its first member");
    if (offset < next) return refuse(name, "overlaps the member before it");
    if (offset > next) return refuse(name, "has a gap before it");
    const std::uint64_t data = std::uint64_t{offset} + kLocalBytes + header.name_bytes;
    if (data + header.packed_size > end.central_offset) {
      return refuse(name, "reaches into the central directory");
    }
    TRY(check_local(name, file, offset, header));
    members.push_back(
        {name, header.size, header.packed_size, data, header.crc32, header.method == kDeflated});
    next = static_cast<std::size_t>(data + header.packed_size);
    at += kCentralBytes + header.name_bytes;
  }
  if (at != central_end) return refuse("has more in its central directory than its members");
  if (next != end.central_offset) return refuse("has a gap before its central directory");
  TRY(check_folders(members, folded));
  return members;
}

}  // namespace kontor::package::zip

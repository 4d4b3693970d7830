#include "sdk/package/archive.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/archive_index.hpp"

namespace kontor::package {
namespace {

constexpr std::size_t kChunkBytes = 256U << 10;

Error refuse(const Member& member, const std::string& why) {
  return {ErrorCode::untrusted, "archive member " + member.name + " " + why};
}

struct OpenFile {
  int descriptor;
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

struct Inflater {
  z_stream stream = {};
  bool ready = inflateInit2(&stream, -MAX_WBITS) == Z_OK;
  ~Inflater() { inflateEnd(&stream); }
};

Status inflate_member(const Member& member, std::string_view packed, const Archive::Sink& sink) {
  Inflater inflater;
  if (!inflater.ready) return Error{ErrorCode::internal, "zlib is out of memory"};
  z_stream& stream = inflater.stream;
  // zlib takes a pointer to what it never writes.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::array<char, kChunkBytes> piece;
  std::uint64_t total = 0;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = piece.size() - stream.avail_out;
    if (state == Z_BUF_ERROR) return refuse(member, "is cut off");
    if (state != Z_OK && state != Z_STREAM_END) return refuse(member, "is damaged");
    total += made;
    if (total > member.size) return refuse(member, "unpacks to more than its header says");
    TRY(sink({piece.data(), made}));
  }
  if (stream.avail_in != 0) return refuse(member, "has bytes after its packed data");
  if (total != member.size) return refuse(member, "unpacks to less than its header says");
  return ok();
}

Status copy_member(std::string_view bytes, const Archive::Sink& sink) {
  for (std::size_t at = 0; at < bytes.size(); at += kChunkBytes) {
    TRY(sink(bytes.substr(at, kChunkBytes)));
  }
  return ok();
}

}  // namespace

namespace {

// Asks for this memory in large pages: getting tens of megabytes in small ones takes as long as
// hashing them. Nothing but time depends on it.
void expect_use_of(char* begin, std::size_t size) {
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
  const auto from = (reinterpret_cast<std::uintptr_t>(begin) + kLargePage - 1) & ~(kLargePage - 1);
  const auto to = (reinterpret_cast<std::uintptr_t>(begin) + size) & ~(kLargePage - 1);
  if (from < to)
    static_cast<void>(::madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE));
}

}  // namespace

Result<Archive> Archive::open(const std::filesystem::path& file, const ArchiveLimits& limits) {
  const OpenFile input{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (input.descriptor < 0) {
    return Error{errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
                 "cannot open " + file.string() + ": " + std::strerror(errno)};
  }
  struct stat status = {};
  if (::fstat(input.descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{ErrorCode::invalid_argument, file.string() + " is not a plain file"};
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limits.archive_bytes) {
    return Error{ErrorCode::exhausted,
                 "archive is longer than " + std::to_string(limits.archive_bytes) + " bytes"};
  }
  // One pass: each chunk is hashed while it is still in the processor's cache.
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(size));
  expect_use_of(bytes.data(), bytes.capacity());
  crypto::Sha256 hash;
  while (bytes.size() < size) {
    const std::size_t at = bytes.size();
    const std::size_t wanted =
        std::min<std::size_t>(kChunkBytes, static_cast<std::size_t>(size) - at);
    bytes.resize(at + wanted);
    const ssize_t got = ::read(input.descriptor, bytes.data() + at, wanted);
    if (got < 0 && errno == EINTR) {
      bytes.resize(at);
      continue;
    }
    if (got <= 0) {
      return Error{ErrorCode::unavailable, "cannot read all of " + file.string()};
    }
    bytes.resize(at + static_cast<std::size_t>(got));
    hash.update(std::string_view(bytes).substr(at));
  }
  auto members = TRY(zip::read_index(bytes, limits));
  return Archive(std::move(bytes), hex_encode(hash.finish()), std::move(members));
}

Result<Archive> Archive::from_bytes(std::string bytes, const ArchiveLimits& limits) {
  auto members = TRY(zip::read_index(bytes, limits));
  std::string sha256 = crypto::sha256_hex(bytes);
  return Archive(std::move(bytes), std::move(sha256), std::move(members));
}

const Member* Archive::find(std::string_view name) const {
  const auto found = std::lower_bound(
      members_.begin(), members_.end(), name,
      [](const Member& member, std::string_view wanted) { return member.name < wanted; });
  return found != members_.end() && found->name == name ? &*found : nullptr;
}

Result<std::string> Archive::read(std::string_view name, std::uint64_t bytes_max) const {
  const Member* member = find(name);
  if (!member) return Error{ErrorCode::not_found, "archive has no member " + std::string(name)};
  if (member->size > bytes_max) {
    return Error{ErrorCode::exhausted, "archive member " + member->name + " is longer than " +
                                           std::to_string(bytes_max) + " bytes"};
  }
  std::string out;
  out.reserve(static_cast<std::size_t>(member->size));
  TRY(read(*member, [&out](std::string_view piece) {
    out += piece;
    return ok();
  }));
  return out;
}

Status Archive::read(const Member& member, const Sink& sink) const {
  const std::string_view packed = std::string_view(bytes_).substr(
      static_cast<std::size_t>(member.offset), static_cast<std::size_t>(member.packed_size));
  uLong crc = ::crc32(0, nullptr, 0);
  const Sink counted = [&](std::string_view piece) {
    crc = ::crc32_z(crc, reinterpret_cast<const Bytef*>(piece.data()), piece.size());
    return sink(piece);
  };
  TRY(member.deflated ? inflate_member(member, packed, counted) : copy_member(packed, counted));
  if (crc != member.crc32) return refuse(member, "does not have the CRC its header says");
  return ok();
}

}  // namespace kontor::package

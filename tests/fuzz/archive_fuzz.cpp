#include <cstdint>
#include <cstdlib>
#include <string>

#include "sdk/package/archive.hpp"

// Property: any bytes are refused, or are an archive whose members have allowed names in
// order, lie inside the file, and read as exactly as many bytes as they say or not at all; and
// which, made anew from its members alone, is the same bytes: nothing can hide in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::package;
  const ArchiveLimits limits{.member_bytes = 1U << 20, .unpacked_bytes = 4U << 20};
  const auto archive = Archive::from_bytes({reinterpret_cast<const char*>(data), size}, limits);
  if (!archive) return 0;
  if (reassembled(*archive) != archive->bytes()) std::abort();
  std::string before;
  for (const Member& member : archive->members()) {
    if (!check_member_name(member.name, limits) || member.name <= before) std::abort();
    if (member.offset + member.packed_size > size) std::abort();
    const auto bytes = archive->read(member.name, limits.member_bytes);
    if (bytes && bytes->size() != member.size) std::abort();
    before = member.name;
  }
  return 0;
}

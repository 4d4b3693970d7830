#include "sdk/check/elf_reader.hpp"

namespace kontor::check {
namespace {

constexpr std::size_t kTextMax = 1024;
constexpr int kHeadersMax = 256;

Error no_library(const std::string& why) {
  return {ErrorCode::invalid_argument, "not a shared library for Linux: " + why};
}

}  // namespace

Result<ElfReader> ElfReader::open(std::string_view bytes) {
  Elf64_Ehdr header;
  if (bytes.size() < sizeof header) return no_library("the file is too short");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return no_library("no ELF header");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_type != ET_DYN) {
    return no_library("not 64-bit, little-endian and shared");
  }
  ElfReader reader;
  reader.bytes_ = bytes;
  if (header.e_phnum > kHeadersMax || header.e_phoff > bytes.size() ||
      bytes.size() - header.e_phoff < header.e_phnum * sizeof(Elf64_Phdr)) {
    return no_library("its program headers lie outside the file");
  }
  for (std::uint64_t index = 0; index < header.e_phnum; ++index) {
    const std::uint64_t place = header.e_phoff + index * sizeof(Elf64_Phdr);
    Elf64_Phdr found;
    std::memcpy(&found, bytes.data() + place, sizeof found);
    reader.headers_.push_back({found.p_type, found.p_flags, place});
    if (found.p_type == PT_DYNAMIC) reader.dynamic_ = found.p_vaddr;
    if (found.p_type == PT_LOAD) {
      reader.segments_.push_back({found.p_vaddr, found.p_filesz, found.p_offset});
    }
  }
  if (reader.dynamic_ == 0) return no_library("it has no dynamic section");
  return reader;
}

std::optional<std::uint64_t> ElfReader::offset(std::uint64_t address) const {
  for (const Segment& segment : segments_) {
    if (address < segment.address || address - segment.address >= segment.size) continue;
    const std::uint64_t inside = address - segment.address;
    if (segment.place >= bytes_.size() || inside >= bytes_.size() - segment.place) continue;
    return segment.place + inside;
  }
  return std::nullopt;
}

std::string ElfReader::text(std::uint64_t address) const {
  const auto at = offset(address);
  if (!at) return "";
  std::string out;
  for (const char letter : bytes_.substr(*at, kTextMax)) {
    if (letter == '\0') break;
    out += letter >= ' ' && letter < '\x7f' ? letter : '?';
  }
  return out;
}

}  // namespace kontor::check

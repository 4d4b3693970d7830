#include "sdk/runtime/elf_image.hpp"

#include <algorithm>
#include <cstring>

#include "sdk/runtime/elf_limits.hpp"

namespace kontor::runtime {
namespace {

// A struct from the file by offset; the file promises no alignment.
template <typename T>
std::optional<T> file_struct(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

}  // namespace

template <typename T>
std::optional<T> ElfImage::read(std::uint64_t address) const {
  const auto found = at(address, sizeof(T));
  if (!found) return std::nullopt;
  T value;
  std::memcpy(&value, found->data(), sizeof(T));
  return value;
}

Result<ElfImage> ElfImage::parse(std::string_view bytes) {
  ElfImage image;
  image.bytes_ = bytes;
  const auto header = file_struct<Elf64_Ehdr>(bytes, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
    return not_usable("no ELF header");
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
    return not_usable("not 64-bit little-endian");
  if (header->e_machine != EM_X86_64 && header->e_machine != EM_AARCH64)
    return not_usable("made for another processor family");
  if (header->e_type != ET_DYN) return not_usable("not a shared library");
  image.machine_ = header->e_machine;
  TRY(image.read_segments(*header));
  return image;
}

Status ElfImage::read_segments(const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr))
    return not_usable("program headers of unknown size");
  std::optional<Elf64_Phdr> dynamic;
  std::uint64_t mapped_end = 0;
  for (std::uint64_t index = 0; index < header.e_phnum; ++index) {
    const auto found = file_struct<Elf64_Phdr>(bytes_, header.e_phoff + index * sizeof(Elf64_Phdr));
    if (!found) return not_usable("program headers lie outside the file");
    if (found->p_type == PT_GNU_STACK && (found->p_flags & PF_X) != 0)
      return not_usable("it asks for an executable stack");
    if (found->p_type == PT_DYNAMIC) dynamic = found;
    if (found->p_type != PT_LOAD) continue;
    if (found->p_filesz > bytes_.size() || found->p_offset > bytes_.size() - found->p_filesz ||
        found->p_memsz < found->p_filesz || found->p_vaddr > kElfAddressMax ||
        found->p_memsz > kElfAddressMax)
      return not_usable("a segment lies outside the file");
    if ((found->p_vaddr & ~(kElfPage - 1)) < mapped_end) return not_usable("segments overlap");
    mapped_end = (found->p_vaddr + found->p_memsz + kElfPage - 1) & ~(kElfPage - 1);
    segments_.push_back({found->p_vaddr, found->p_filesz, found->p_offset});
  }
  if (!dynamic) return not_usable("no dynamic section");
  return read_dynamic(*dynamic);
}

Status ElfImage::read_dynamic(const Elf64_Phdr& header) {
  std::uint64_t rela = 0, rela_size = 0, plt = 0, plt_size = 0, relr = 0, relr_size = 0;
  std::vector<std::uint64_t> needed;
  for (std::uint64_t index = 0;; ++index) {
    if (index >= kElfDynamicEntriesMax) return not_usable("the dynamic section has no end");
    const auto entry = read<Elf64_Dyn>(header.p_vaddr + index * sizeof(Elf64_Dyn));
    if (!entry) return not_usable("the dynamic section lies outside the file");
    const std::uint64_t value = entry->d_un.d_val;
    switch (entry->d_tag) {
      case DT_NULL:
        break;
      case DT_NEEDED:
        needed.push_back(value);
        break;
      case DT_SYMTAB:
        symbols_ = value;
        break;
      case DT_STRTAB:
        strings_ = value;
        break;
      case DT_STRSZ:
        strings_size_ = value;
        break;
      case DT_GNU_HASH:
        gnu_hash_ = value;
        break;
      case DT_HASH:
        sysv_hash_ = value;
        break;
      case DT_RELA:
        rela = value;
        break;
      case DT_RELASZ:
        rela_size = value;
        break;
      case DT_JMPREL:
        plt = value;
        break;
      case DT_PLTRELSZ:
        plt_size = value;
        break;
      case kElfRelr:
        relr = value;
        break;
      case kElfRelrSize:
        relr_size = value;
        break;
      case DT_REL:
        return not_usable("relocations without addends");
      case DT_TEXTREL:
        return not_usable("it relocates its own code");
      case DT_FLAGS:
        if ((value & DF_TEXTREL) != 0) return not_usable("it relocates its own code");
        break;
      case DT_RPATH:
      case DT_RUNPATH:
        return not_usable("it brings its own library search path");
      case DT_AUDIT:
      case DT_DEPAUDIT:
      case DT_FILTER:
      case DT_AUXILIARY:
        return not_usable("it asks for audit or filter libraries");
      default:
        break;
    }
    if (entry->d_tag == DT_NULL) break;
  }
  for (const std::uint64_t offset : needed) {
    const auto name = string(offset);
    if (!name) return not_usable("the name of a needed library lies outside the file");
    needed_.emplace_back(*name);
  }
  TRY(read_relocations(rela, rela_size));
  TRY(read_relocations(plt, plt_size));
  TRY(read_packed_relocations(relr, relr_size));
  std::ranges::sort(relocations_, {}, &Relocation::address);
  return ok();
}

std::optional<std::string_view> ElfImage::at(std::uint64_t address, std::uint64_t size) const {
  for (const Segment& segment : segments_) {
    if (address < segment.address) continue;
    const std::uint64_t offset = address - segment.address;
    if (offset > segment.size || segment.size - offset < size) continue;
    return bytes_.substr(segment.file_offset + offset, size);
  }
  return std::nullopt;
}

std::optional<std::string_view> ElfImage::string(std::uint64_t offset) const {
  const auto table = at(strings_, strings_size_);
  if (!table || offset >= table->size()) return std::nullopt;
  const std::string_view rest = table->substr(offset, kElfNameMax);
  const auto end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

}  // namespace kontor::runtime

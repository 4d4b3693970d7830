#include <algorithm>
#include <cstring>

#include "sdk/runtime/elf_image.hpp"
#include "sdk/runtime/elf_limits.hpp"

// The relocation half of ElfImage: what the dynamic loader will write where.
namespace kontor::runtime {
namespace {

struct Kinds {
  std::uint64_t relative, absolute, copy;
};

Kinds kinds_of(std::uint16_t machine) {
  if (machine == EM_AARCH64) return {R_AARCH64_RELATIVE, R_AARCH64_ABS64, R_AARCH64_COPY};
  return {R_X86_64_RELATIVE, R_X86_64_64, R_X86_64_COPY};
}

// The widest thing a relocation writes (a TLS descriptor).
constexpr std::uint64_t kWidestWrite = 16;

}  // namespace

Status ElfImage::read_relocations(std::uint64_t address, std::uint64_t size) {
  const std::uint64_t count = size / sizeof(Elf64_Rela);
  if (count > kElfRelocationsMax) return not_usable("too many relocations");
  const auto table = at(address, count * sizeof(Elf64_Rela));
  if (count != 0 && !table) return not_usable("relocations lie outside the file");
  const Kinds kinds = kinds_of(machine_);
  for (std::uint64_t index = 0; index < count; ++index) {
    Elf64_Rela entry;
    std::memcpy(&entry, table->data() + index * sizeof(Elf64_Rela), sizeof entry);
    const std::uint64_t kind = ELF64_R_TYPE(entry.r_info);
    const auto addend = static_cast<std::uint64_t>(entry.r_addend);
    Relocation relocation{entry.r_offset, addend, kind == kinds.relative};
    if (kind == kinds.copy) return not_usable("it copies data out of other libraries");
    if (kind == kinds.absolute) {
      const auto target = symbol(ELF64_R_SYM(entry.r_info));
      // A symbol of another library, or one another library may replace by an IFUNC.
      relocation.resolved = target && target->st_shndx != SHN_UNDEF &&
                            ELF64_ST_TYPE(target->st_info) != STT_GNU_IFUNC;
      if (relocation.resolved) relocation.value = target->st_value + addend;
    }
    relocations_.push_back(relocation);
  }
  return ok();
}

Status ElfImage::read_packed_relocations(std::uint64_t address, std::uint64_t size) {
  constexpr std::uint64_t kWord = 8;
  const auto table = at(address, size);
  if (size == 0) return ok();
  if (!table || size % kWord != 0) return not_usable("relocations lie outside the file");
  std::uint64_t next = 0;
  const auto add = [this](std::uint64_t place) {
    const auto addend = at(place, kWord);
    Relocation relocation{place, 0, addend.has_value()};
    if (addend) std::memcpy(&relocation.value, addend->data(), kWord);
    relocations_.push_back(relocation);
  };
  for (std::uint64_t offset = 0; offset < size; offset += kWord) {
    if (relocations_.size() > kElfRelocationsMax) return not_usable("too many relocations");
    std::uint64_t entry = 0;
    std::memcpy(&entry, table->data() + offset, kWord);
    if ((entry & 1U) == 0) {  // An address …
      add(entry);
      next = entry + kWord;
      continue;
    }
    for (std::uint64_t bit = 1; bit < 64; ++bit)  // … or a bitmap of the 63 words after it.
      if (((entry >> bit) & 1U) != 0) add(next + (bit - 1) * kWord);
    next += 63 * kWord;
  }
  return ok();
}

Result<std::uint64_t> ElfImage::pointer_at(std::uint64_t address) const {
  const auto found = std::ranges::lower_bound(relocations_, address, {}, &Relocation::address);
  const bool once = found != relocations_.end() && found->address == address &&
                    (found + 1 == relocations_.end() || (found + 1)->address != address);
  if (!once || !found->resolved)
    return not_usable("a pointer in its entry does not lead into the library itself");
  return found->value;
}

bool ElfImage::relocated(std::uint64_t address, std::uint64_t size,
                         const std::vector<std::uint64_t>& except) const {
  const std::uint64_t from = address < kWidestWrite ? 0 : address - kWidestWrite + 1;
  auto at_or_after = std::ranges::lower_bound(relocations_, from, {}, &Relocation::address);
  for (; at_or_after != relocations_.end() && at_or_after->address < address + size;
       ++at_or_after) {
    // A plain pointer just before the range ends where the range begins.
    if (at_or_after->resolved && at_or_after->address + 8 <= address) continue;
    if (std::ranges::find(except, at_or_after->address) == except.end()) return true;
  }
  return false;
}

}  // namespace kontor::runtime

#pragma once

#include <elf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::runtime {

// Why a file is no plugin library.
inline Error not_usable(std::string why) {
  return {ErrorCode::invalid_argument, "not a usable plugin library: " + std::move(why)};
}

// A shared library read as the dynamic loader reads it: by program headers, dynamic
// section and hash tables (gABI chapters 5 and "Dynamic Linking"), never by section
// headers. Every offset is checked; nothing in the file is run or mapped.
//
// Refused as a whole (invalid_argument): anything but a 64-bit little-endian x86-64 or
// aarch64 ET_DYN, overlapping segments, an executable stack, text relocations, copy
// relocations, search paths of its own (RPATH, RUNPATH) and audit or filter libraries.
class ElfImage {
 public:
  // Borrows `bytes` for the life of the image.
  static Result<ElfImage> parse(std::string_view bytes);

  std::uint16_t machine() const { return machine_; }  // EM_X86_64 or EM_AARCH64.
  const std::vector<std::string>& needed() const { return needed_; }

  // The symbol the dynamic loader would find under that name.
  std::optional<Elf64_Sym> exported(std::string_view name) const;

  // Bytes as they lie in the file for these addresses; not found if any of them is not
  // backed by the file.
  std::optional<std::string_view> at(std::uint64_t address, std::uint64_t size) const;

  // The pointer that relocation will put at `address`; invalid_argument unless exactly one
  // relocation fills it with an address inside this library.
  Result<std::uint64_t> pointer_at(std::uint64_t address) const;

  // True if a relocation writes into these bytes anywhere but at the pointers named.
  bool relocated(std::uint64_t address, std::uint64_t size,
                 const std::vector<std::uint64_t>& except = {}) const;

 private:
  struct Segment {
    std::uint64_t address, size, file_offset;
  };
  struct Relocation {
    std::uint64_t address;
    std::uint64_t value;  // Meaningful when `resolved`.
    bool resolved;
  };

  Status read_segments(const Elf64_Ehdr& header);
  Status read_dynamic(const Elf64_Phdr& header);
  Status read_relocations(std::uint64_t address, std::uint64_t size);
  Status read_packed_relocations(std::uint64_t address, std::uint64_t size);
  std::optional<Elf64_Sym> symbol(std::uint64_t index) const;
  std::optional<std::string_view> string(std::uint64_t offset) const;
  bool named(const Elf64_Sym& symbol, std::string_view name) const;
  std::optional<Elf64_Sym> by_gnu_hash(std::string_view name) const;
  std::optional<Elf64_Sym> by_sysv_hash(std::string_view name) const;

  template <typename T>
  std::optional<T> read(std::uint64_t address) const;

  std::string_view bytes_;
  std::uint16_t machine_ = 0;
  std::vector<Segment> segments_;
  std::vector<std::string> needed_;
  std::vector<Relocation> relocations_;  // Sorted by address.
  std::uint64_t symbols_ = 0, strings_ = 0, strings_size_ = 0, gnu_hash_ = 0, sysv_hash_ = 0;
};

}  // namespace kontor::runtime

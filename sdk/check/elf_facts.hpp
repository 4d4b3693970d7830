#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::check {

struct ElfName {
  std::string text;
  std::uint64_t offset = 0;  // Of the entry in the file that says so.
};

// A version of the C library that a symbol of the file asks for.
struct ElfVersion {
  std::string text;    // "GLIBC_2.34"
  std::string symbol;  // One that needs it; empty if the file does not tell.
  std::uint64_t offset = 0;
};

// What a shared library says of itself, read as the dynamic loader reads it. Unlike
// runtime::ElfImage it refuses nothing a report could explain, and runs nothing.
struct ElfFacts {
  // invalid_argument for anything but a 64-bit little-endian shared library.
  static Result<ElfFacts> read(std::string_view bytes);

  std::vector<ElfName> needed;
  std::vector<ElfName> exported;  // Everything the loader would find by name.
  std::vector<ElfName> imported;  // What it takes from other libraries, without versions.
  std::vector<ElfVersion> versions;
  std::vector<ElfName> search_paths;              // RPATH and RUNPATH.
  std::vector<std::uint64_t> writable_code;       // Segments both writable and executable.
  std::optional<std::uint64_t> executable_stack;  // The header that asks for one.
  std::optional<std::uint64_t> text_relocations;  // The entry that announces them.
  bool relro = false, bind_now = false;
  std::uint64_t constructors = 0;  // Functions that run before the entry is looked for.

  bool imports(std::string_view symbol) const;

  // The highest glibc version, "2.34", with a symbol that needs it; nothing without any.
  std::optional<ElfVersion> glibc() const;
};

// Compares "2.9" and "2.34" by their numbers.
bool older(std::string_view version, std::string_view than);

}  // namespace kontor::check

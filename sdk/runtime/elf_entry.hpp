#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::runtime {

// kontor_plugin_entry as it stands in the file.
struct ElfEntry {
  std::uint16_t abi_major = 0;
  std::uint16_t abi_minor = 0;
  std::string id;
  std::string version;
  std::vector<std::string> needed;  // Libraries the file asks for.
};

// Reads the entry without running any code of the file. invalid_argument with what and
// why, unless it is a constant data object with the magic number, an ABI version this
// host speaks and readable texts.
// Any thread.
Result<ElfEntry> read_elf_entry(std::string_view file);

// A different major, or a minor newer than this host's, is refused with both numbers named.
Status check_abi(std::uint16_t abi_major, std::uint16_t abi_minor);

// Libraries a plugin may need: the C library and its parts. Everything else is linked in.
Status check_needed(const std::vector<std::string>& needed);

// All of the above for this machine, and id and version equal to the signed manifest's.
Result<ElfEntry> check_elf_entry(std::string_view file, std::string_view id,
                                 std::string_view version);

}  // namespace kontor::runtime

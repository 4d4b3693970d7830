#pragma once

#include <cstdint>

namespace kontor::runtime {

// How much of a file ElfImage looks at before it calls it malformed.
inline constexpr std::uint64_t kElfPage = 4096;
inline constexpr std::uint64_t kElfAddressMax = std::uint64_t{1} << 40;
inline constexpr std::uint64_t kElfDynamicEntriesMax = 1024;
inline constexpr std::uint64_t kElfNameMax = 4096;
inline constexpr std::uint64_t kElfRelocationsMax = std::uint64_t{4} << 20;
inline constexpr std::uint64_t kElfChainMax = std::uint64_t{1} << 20;

// Packed relative relocations (gABI, DT_RELR); the headers of Debian 12 do not name them all.
inline constexpr std::int64_t kElfRelrSize = 35;
inline constexpr std::int64_t kElfRelr = 36;

}  // namespace kontor::runtime

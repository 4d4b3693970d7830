#pragma once

#include <string_view>

#include "sdk/check/finding.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::check {

// Rules over the bytes of a library, in the order they are looked at.
inline constexpr std::string_view kLibraryEntry = "library.entry";
inline constexpr std::string_view kLibraryExports = "library.exports";
inline constexpr std::string_view kLibraryNeeds = "library.needs";
inline constexpr std::string_view kLibraryGlibc = "library.glibc";
inline constexpr std::string_view kLibraryMemory = "library.memory";
inline constexpr std::string_view kLibrarySearchPath = "library.search_path";
inline constexpr std::string_view kLibraryHardening = "library.hardening";
inline constexpr std::string_view kLibraryImports = "library.imports";

// Looks at the library of `platform` without loading it: the entry equals the manifest and
// is the only symbol exported, no code is writable and no stack executable, it needs the C
// library only, no newer one than the manifest declares, and nothing of it that only somebody
// who wants out of the sandbox asks for. Any thread.
Findings scan_library(std::string_view bytes, const package::Manifest& manifest,
                      const package::Platform& platform);

// The part of the above that concerns glibc, in words for people: "needs glibc 2.34
// (declared: 2.36)".
std::string glibc_in_words(std::string_view bytes, const package::Platform& platform);

// The processor of this machine as manifests write it: "x86_64".
std::string this_machine();

}  // namespace kontor::check

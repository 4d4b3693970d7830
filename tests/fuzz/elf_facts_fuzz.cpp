#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdk/check/elf_facts.hpp"

// Property: any bytes are refused or give facts whose places lie in the file and whose names
// are printable; nothing is read outside the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::check;
  const auto require = [](bool holds) {
    if (!holds) std::abort();
  };
  const auto facts = ElfFacts::read({reinterpret_cast<const char*>(data), size});
  if (!facts) return 0;
  const auto printable = [](const std::string& text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter < '\x7f'; });
  };
  for (const auto* names : {&facts->needed, &facts->exported, &facts->search_paths})
    for (const ElfName& name : *names) require(name.offset <= size && printable(name.text));
  for (const ElfVersion& version : facts->versions)
    require(version.offset <= size && printable(version.text) && printable(version.symbol));
  for (const std::uint64_t place : facts->writable_code) require(place <= size);
  (void)facts->glibc();
  return 0;
}

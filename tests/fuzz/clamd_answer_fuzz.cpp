#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "marketplace/review/clamd.hpp"

// Property: only the very words "stream: OK" say that a file is clean; whatever name is found, or
// words are told, are printable.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto answer = kontor::marketplace::review::read_clamd_answer(text);
  if (answer && !*answer && text != "stream: OK") std::abort();
  const std::string& shown = !answer ? answer.error().message : answer->value_or("");
  if (!std::all_of(shown.begin(), shown.end(), [](char c) { return c >= ' ' && c <= '~'; }))
    std::abort();
  return 0;
}

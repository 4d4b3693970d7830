#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/core/csv_parser.hpp"

// Property: whatever the bytes, the parser moves forward with each row, stays inside its
// limits, and goes on the same way from any row start.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  kontor::host::CsvParser parser(text, kontor::host::guess_delimiter(text));
  std::size_t before = 0;
  while (const auto row = parser.next()) {
    if (parser.offset() <= before || parser.offset() > size) std::abort();
    if (row->cells.size() > kontor::host::kCsvFieldsMax) std::abort();
    if (!row->problem.empty() && !row->cells.empty()) std::abort();
    before = parser.offset();
    kontor::host::CsvParser again(text, ';', before);
    const auto next = again.next();
    if (next && again.offset() <= before) std::abort();
  }
  if (before != size) std::abort();
  return 0;
}

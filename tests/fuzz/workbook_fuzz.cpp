#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "host/sheets/workbook.hpp"

// Property: any bytes either give rows in order and within limits or are refused; nothing
// throws, nothing crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("kontor-workbook-fuzz-" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  std::int64_t last = 0;
  const auto done = kontor::host::read_sheet(
      path, "",
      [&](std::int64_t number, const std::vector<std::string>& cells) -> kontor::Result<bool> {
        if (number <= last || number > kontor::host::kSheetRowsMax ||
            cells.size() > kontor::host::kSheetColumnsMax)
          std::abort();
        last = number;
        return true;
      });
  std::filesystem::remove(path);
  if (!done && done.error().message.empty()) std::abort();
  return 0;
}

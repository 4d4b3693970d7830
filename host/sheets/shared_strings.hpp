#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/sheets/zip_archive.hpp"

namespace kontor::host {

// Texts of a workbook that cells name by number (ECMA-376 part 1, 18.4), end to end in one
// piece of memory.
class SharedStrings {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{256} << 20;
  static constexpr std::size_t kCountMax = 8'000'000;

  static Result<SharedStrings> read(ZipArchive& archive, const std::string& part);

  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t place) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace kontor::host

#pragma once

#include <string>

#include "host/sheets/zip_archive.hpp"

namespace kontor::host {

// Where the parts of a workbook are in its archive, and how it counts days.
struct WorkbookParts {
  std::string sheet;
  std::string strings = {};  // "" if there is none.
  std::string styles = {};
  bool from_1904 = false;
};

// Follows the relationships of ECMA-376 part 2 from the package to one sheet.
Result<WorkbookParts> find_parts(ZipArchive& archive, const std::string& sheet);

}  // namespace kontor::host

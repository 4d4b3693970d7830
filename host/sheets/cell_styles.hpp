#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/sheets/zip_archive.hpp"

namespace kontor::host {

// Which styles of a workbook show a number as a date or time (ECMA-376 part 1, 18.8.30).
class CellStyles {
 public:
  static Result<CellStyles> read(ZipArchive& archive, const std::string& part);
  bool is_date(std::size_t style) const { return style < dates_.size() && dates_[style]; }

 private:
  std::vector<bool> dates_;  // By place in cellXfs.
};

// True for a number format such as "dd.mm.yyyy"; text in quotes and brackets does not count.
bool is_date_format(std::string_view format);

// A day number of a workbook as "2026-01-31", "2026-01-31T08:30:00" or, below one day,
// "08:30:00"; "" for what is no date. `from_1904`: the workbook counts as old Macintoshes did.
std::string date_of_serial(double serial, bool from_1904);

}  // namespace kontor::host

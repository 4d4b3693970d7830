#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::host {

inline constexpr std::int64_t kSheetRowsMax = 1'048'576;
inline constexpr std::size_t kSheetColumnsMax = 500;
inline constexpr std::size_t kSheetCellBytesMax = std::size_t{1} << 20;

// True if the beginning of a file is that of a ZIP archive, as XLSX is.
bool is_workbook(std::string_view beginning);

// A row of a sheet; false: enough rows.
using SheetRowSink =
    std::function<Result<bool>(std::int64_t number, const std::vector<std::string>& cells)>;

// Reads one sheet of an XLSX workbook (ECMA-376, transitional or strict) row by row, the first
// one if `sheet` is empty. Dates become ISO 8601, booleans "true" and "false", formulas their last
// result. Rows come in order, empty ones not at all. In memory: the texts that cells share, at
// most 256 MB, and one row. invalid_argument with code "bad-workbook" for whatever is no such
// file, or a bomb.
Status read_sheet(const std::filesystem::path& path, const std::string& sheet,
                  const SheetRowSink& sink);

// The same as CSV with comma and UTF-8; an empty row of the sheet is an empty line, so that
// rows keep their numbers.
Status sheet_to_csv(const std::filesystem::path& path, const std::string& sheet,
                    const std::function<Status(std::string_view)>& sink);

}  // namespace kontor::host

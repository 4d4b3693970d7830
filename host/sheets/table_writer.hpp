#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::host {

enum class TableFormat { csv, xlsx, json };
// invalid_argument for another word than csv, xlsx and json.
Result<TableFormat> parse_table_format(const std::string& word);
std::string_view table_format_name(TableFormat format);
// Of HTTP.
std::string_view table_media_type(TableFormat format);

// Writes a table to a file row by row, holding one row in memory. CSV (RFC 4180, UTF-8 with byte
// order mark, texts that begin a formula neutralised), XLSX (libxlsxwriter; texts are texts and
// never formulas) or JSON (an array of one object a line). The file is 0600. One thread.
class TableWriter {
 public:
  static Result<std::unique_ptr<TableWriter>> create(TableFormat format,
                                                     const std::filesystem::path& path,
                                                     const std::vector<std::string>& columns);
  virtual ~TableWriter() = default;
  // One value a column; null: nothing.
  virtual Status add(const std::vector<Json>& values) = 0;
  // On disk. Without it the file is worth nothing.
  virtual Status finish() = 0;
};

}  // namespace kontor::host

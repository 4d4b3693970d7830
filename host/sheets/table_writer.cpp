#include "host/sheets/table_writer.hpp"

#include "host/sheets/text_tables.hpp"
#include "host/sheets/workbook_table.hpp"

namespace kontor::host {

Result<TableFormat> parse_table_format(const std::string& word) {
  for (const TableFormat format : {TableFormat::csv, TableFormat::xlsx, TableFormat::json}) {
    if (word == table_format_name(format)) return format;
  }
  return Error{ErrorCode::invalid_argument, "format: csv, xlsx or json are possible"};
}

std::string_view table_format_name(TableFormat format) {
  switch (format) {
    case TableFormat::csv:
      return "csv";
    case TableFormat::xlsx:
      return "xlsx";
    case TableFormat::json:
      return "json";
  }
  return "";
}

std::string_view table_media_type(TableFormat format) {
  switch (format) {
    case TableFormat::csv:
      return "text/csv; charset=utf-8";
    case TableFormat::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case TableFormat::json:
      return "application/json";
  }
  return "";
}

Result<std::unique_ptr<TableWriter>> TableWriter::create(TableFormat format,
                                                         const std::filesystem::path& path,
                                                         const std::vector<std::string>& columns) {
  if (format == TableFormat::xlsx) return create_workbook_table(path, columns);
  return create_text_table(format, path, columns);
}

}  // namespace kontor::host

#pragma once

#include "host/sheets/table_writer.hpp"

namespace kontor::host {

Result<std::unique_ptr<TableWriter>> create_text_table(TableFormat format,
                                                       const std::filesystem::path& path,
                                                       const std::vector<std::string>& columns);

// A value as one cell of text: numbers in full, lists joined by "; ", objects as JSON.
std::string cell_text(const Json& value);

}  // namespace kontor::host

#pragma once

#include "host/sheets/table_writer.hpp"

namespace kontor::host {

// One sheet of at most kSheetRowsMax rows; a text longer than a cell may be (32,767 characters)
// is cut.
Result<std::unique_ptr<TableWriter>> create_workbook_table(const std::filesystem::path& path,
                                                           const std::vector<std::string>& columns);

}  // namespace kontor::host

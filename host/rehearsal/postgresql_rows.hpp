#pragma once

#include <filesystem>
#include <string>

#include "base/core/result.hpp"

namespace kontor::host {

// Copies a company that lives on PostgreSQL into a new SQLite file, as one snapshot, by reading
// alone: no right to make databases is asked of the host's role, the server keeps nothing of it,
// and whoever removes the file has removed the copy, also after kill -9. The tables of `file` are
// made by this program's own migrations, since every statement of the host runs on both.
// conflict when the company's database is of another version of Kontor.
Status copy_rows_of_postgresql(const std::string& url, const std::filesystem::path& file);

}  // namespace kontor::host

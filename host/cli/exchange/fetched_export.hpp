#pragma once

#include <filesystem>
#include <string>

#include "host/cli/exchange/connection.hpp"

namespace kontor::exchange {

// csv, xlsx or json: `given`, else by the file's name, else csv. conflict if the file is there.
Result<std::string> format_of(const std::filesystem::path& output, const std::string& given);

// "done: 12 of 12 records"
std::string export_progress(const Json& state);

// Waits for an export the host was asked for, and fetches its file. Gives the export's end.
Result<Json> fetched_export(const Connection& connection, const Json& asked,
                            const std::filesystem::path& output);

}  // namespace kontor::exchange

#include "host/cli/exchange/fetched_export.hpp"

#include "host/cli/host/download.hpp"

namespace kontor::exchange {

namespace {

constexpr std::size_t kExportBytesMax = std::size_t{16} << 30;

}  // namespace

Result<std::string> format_of(const std::filesystem::path& output, const std::string& given) {
  if (std::filesystem::exists(output))
    return Error{ErrorCode::conflict, output.string() + " exists already"};
  if (!given.empty()) return given;
  const std::string extension = output.extension().string();
  if (extension.empty()) return std::string("csv");
  const std::string format = extension.substr(1);
  if (format == "csv" || format == "xlsx" || format == "json") return format;
  return Error{ErrorCode::invalid_argument,
               "a file ends in .csv, .xlsx or .json, or --format says which it is"};
}

std::string export_progress(const Json& state) {
  return state.value("state", "") + ": " + to_text(state.value("written", Json(0))) + " of " +
         to_text(state.value("total", Json(0))) + " records";
}

Result<Json> fetched_export(const Connection& connection, const Json& asked,
                            const std::filesystem::path& output) {
  const std::string path = "/exports/" + TRY(json_text(asked, "id"));
  Json state = TRY(followed(
      connection, path, [](const Json& now) { return now.value("state", "") != "running"; },
      export_progress));
  if (state.value("state", "") != "done")
    return Error{ErrorCode::unavailable,
                 "the export is " + state.value("state", "") + ": " + state.value("message", "")};
  TRY(host::download_to(connection.line, "/api/v1" + path + "/file", kExportBytesMax, output));
  return state;
}

}  // namespace kontor::exchange

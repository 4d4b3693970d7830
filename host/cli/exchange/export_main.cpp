#include <iostream>

#include "host/cli/exchange/connection.hpp"
#include "host/cli/host/download.hpp"

// `kontor export`: what a list or saved view of a running host shows, as a file.
namespace {

using namespace kontor;

constexpr std::size_t kExportBytesMax = std::size_t{16} << 30;

struct ExportWish {
  exchange::Connection connection;
  std::string entity;
  std::filesystem::path output;
  std::string format;
  std::string view;
  std::string filter;
  std::string sort;
  std::vector<std::string> fields;
};

std::string export_progress(const Json& state) {
  return state["state"].get<std::string>() + ": " + to_text(state["written"]) + " of " +
         to_text(state["total"]) + " records";
}

Result<Json> run_export(ExportWish& wish) {
  TRY(wish.connection.open());
  if (std::filesystem::exists(wish.output))
    return Error{ErrorCode::conflict, wish.output.string() + " exists already"};
  if (wish.format.empty()) {
    const std::string extension = wish.output.extension().string();
    wish.format = extension.empty() ? "csv" : extension.substr(1);
  }
  Json body{{"format", wish.format}};
  if (!wish.view.empty()) body["view"] = wish.view;
  if (!wish.filter.empty()) body["filter"] = TRY(parse_json(wish.filter));
  if (!wish.sort.empty()) body["sort"] = wish.sort;
  if (!wish.fields.empty()) body["fields"] = wish.fields;
  const Json asked = TRY(wish.connection.call(
      "POST", "/records/" + http::percent_encode(wish.entity) + "/export", body));
  const std::string path = "/exports/" + TRY(json_text(asked, "id"));
  Json state = TRY(exchange::followed(
      wish.connection, path, [](const Json& now) { return now["state"] != "running"; },
      export_progress));
  if (state["state"] != "done")
    return Error{ErrorCode::unavailable, "the export is " + state["state"].get<std::string>() +
                                             ": " + state.value("message", "")};
  TRY(host::download_to(wish.connection.line, "/api/v1" + path + "/file", kExportBytesMax,
                        wish.output));
  return state;
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor export: what a list or saved view of a running host shows, as a file");
  ExportWish wish;
  wish.connection.add_options(app, "exports.run");
  app.add_option("entity", wish.entity, "Kind of record: person, deal …")->required();
  app.add_option("output", wish.output, "File to write; .csv, .xlsx or .json")->required();
  app.add_option("--format", wish.format, "If the file's name does not tell")
      ->check(CLI::IsMember({"csv", "xlsx", "json"}));
  app.add_option("--view", wish.view, "Id of a saved view or segment");
  app.add_option("--filter", wish.filter, "Filter as JSON; see host/core/filter_language.md");
  app.add_option("--sort", wish.sort, "Field, with - in front from the greatest");
  app.add_option("--fields", wish.fields, "Fields, instead of all")->delimiter(',');
  CLI11_PARSE(app, count, arguments);

  const auto answer = run_export(wish);
  if (!answer) {
    std::cerr << "kontor export: " << answer.error().message << "\n";
    return 1;
  }
  if (wish.connection.json) {
    std::cout << answer->dump(2) << "\n";
  } else {
    std::cout << wish.output.string() << "  " << export_progress(*answer) << "\n";
  }
  return 0;
}

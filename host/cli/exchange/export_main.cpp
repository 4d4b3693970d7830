#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "host/cli/exchange/fetched_export.hpp"
#include "host/cli/host/told.hpp"

// `kontor export`: what a list or saved view of a running host shows, as a file.
namespace {

using namespace kontor;

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

Result<Json> run_export(ExportWish& wish) {
  TRY(wish.connection.open());
  wish.format = TRY(exchange::format_of(wish.output, wish.format));
  Json body{{"format", wish.format}};
  if (!wish.view.empty()) body["view"] = wish.view;
  if (!wish.filter.empty()) {
    auto filter = parse_json(wish.filter);
    if (!filter)
      return Error{
          ErrorCode::invalid_argument,
          "--filter is not JSON, as [{\"field\":\"city\",\"op\":\"eq\",\"value\":\"Malmö\"}]"};
    body["filter"] = std::move(*filter);
  }
  if (!wish.sort.empty()) body["sort"] = wish.sort;
  if (!wish.fields.empty()) body["fields"] = wish.fields;
  const Json asked = TRY(wish.connection.call(
      "POST", "/records/" + http::percent_encode(wish.entity) + "/export", body));
  return exchange::fetched_export(wish.connection, asked, wish.output);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor export: what a list or saved view of a running host shows, as a file",
               kontor::cli::called_as(arguments));
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
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const auto answer = run_export(wish);
  if (!answer) {
    std::cerr << kontor::host::told("kontor export", answer.error());
    return 1;
  }
  if (wish.connection.json) {
    std::cout << answer->dump(2) << "\n";
  } else {
    std::cout << wish.output.string() << "  " << exchange::export_progress(*answer) << "\n";
  }
  return 0;
}

#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "host/cli/exchange/fetched_export.hpp"
#include "host/cli/host/told.hpp"

// `kontor report`: the saved reports of a running host, and what they show.
namespace {

using namespace kontor;

struct ReportWish {
  exchange::Connection connection;
  std::string id;
  std::filesystem::path output;
  std::string format;
};

constexpr const char* kReportsPath = "/records/report?sort=name&limit=500";

std::string cell_of(const Json& value, const Json& names) {
  if (value.is_null()) return "-";
  if (!value.is_string()) return to_text(value);
  return names.value(value.get<std::string>(), value.get<std::string>());
}

// Amounts are kept in hundredths of every currency.
std::string figure_of(const Json& value, const Json& currency) {
  if (value.is_null()) return "-";
  if (!currency.is_string()) return to_text(value);
  return to_text(Json(value.get<double>() / 100)) + " " + currency.get<std::string>();
}

std::string line_of(const Json& row, const Json& names) {
  std::string line;
  for (const Json& value : row.at("group")) line += cell_of(value, names) + "\t";
  for (std::size_t i = 0; i < row.at("values").size(); ++i)
    line += (i == 0 ? "" : "\t") + figure_of(row.at("values")[i], row.at("currencies")[i]);
  return line + "\n";
}

Result<std::string> listed(const ReportWish& wish) {
  const Json page = TRY(wish.connection.call("GET", kReportsPath));
  if (wish.connection.json) return page.dump(2) + "\n";
  std::string text;
  for (const Json& report : page.at("records")) {
    const Json& fields = report.at("fields");
    text += report.value("id", "") + "  " + fields.value("of", "") + "  " +
            fields.value("name", "") + "\n";
  }
  return text.empty() ? "there is none\n" : text;
}

Result<std::string> run(const ReportWish& wish) {
  if (!wish.output.empty()) {
    const std::string format = TRY(exchange::format_of(wish.output, wish.format));
    const Json asked =
        TRY(wish.connection.call("POST", "/reports/export", {{"format", format}, {"id", wish.id}}));
    const Json state = TRY(exchange::fetched_export(wish.connection, asked, wish.output));
    return wish.connection.json ? state.dump(2) + "\n" : wish.output.string() + "\n";
  }
  const Json answer =
      TRY(wish.connection.call("GET", "/reports/" + http::percent_encode(wish.id) + "/figures"));
  if (wish.connection.json) return answer.dump(2) + "\n";
  std::string text;
  for (const Json& row : answer.at("rows")) text += line_of(row, answer.at("names"));
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor report: the saved reports of a running host, and what they show",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  ReportWish wish;
  auto* const list = app.add_subcommand("list", "Ids, kinds of record and names");
  wish.connection.add_options(*list, "read reports");
  auto* const figures = app.add_subcommand("run", "The rows of a report, as far as one may see");
  wish.connection.add_options(*figures, "read reports, and exports.run for a file");
  figures->add_option("id", wish.id, "Of the report; see list")->required();
  figures->add_option("--output", wish.output, "File to write; .csv, .xlsx or .json");
  figures->add_option("--format", wish.format, "If the file's name does not tell")
      ->check(CLI::IsMember({"csv", "xlsx", "json"}));
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const Status open = wish.connection.open();
  const auto text =
      open ? (list->parsed() ? listed(wish) : run(wish)) : Result<std::string>(open.error());
  if (!text) {
    std::cerr << kontor::host::told("kontor report", text.error());
    return 1;
  }
  std::cout << *text;
  return 0;
}

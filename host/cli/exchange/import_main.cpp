#include <fstream>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "base/core/files.hpp"
#include "host/cli/exchange/connection.hpp"
#include "host/cli/host/told.hpp"

// `kontor import`: a CSV file, an XLSX workbook or what a plugin reads into a running host.
namespace {

using namespace kontor;

constexpr std::size_t kMappingBytesMax = std::size_t{1} << 20;
constexpr std::uintmax_t kQuietBytesMax = std::uintmax_t{8} << 20;

struct ImportWish {
  exchange::Connection connection;
  std::filesystem::path file;
  std::string entity = "person";
  std::filesystem::path mapping;
  std::string duplicates = "skip";
  std::string match;
  std::string region;
  std::string currency;
  std::string encoding;
  std::string delimiter;
  std::string sheet;
  std::string format;
  std::string source;
  std::string id;
  bool dry_run = false;
};

std::string progress_of(const Json& state) {
  const Json& total = state["rows_total"];
  return state["state"].get<std::string>() + ": " + to_text(state["rows_read"]) + " of " +
         (total.is_null() ? "…" : to_text(total)) + " rows, " + to_text(state["created"]) +
         " created, " + to_text(state["updated"]) + " updated, " + to_text(state["duplicate"]) +
         " duplicate, " + to_text(state["invalid"]) + " invalid, " + to_text(state["failed"]) +
         " failed";
}

std::string undo_of(const Json& state) {
  return state["state"].get<std::string>() + ": " + to_text(state["undone"]) + " taken back, " +
         to_text(state["kept"]) + " kept";
}

// A row that was refused, as people find it in their file.
Status show_refused(const ImportWish& wish, const std::string& id) {
  for (const char* outcome : {"invalid", "failed"}) {
    const Json answer = TRY(wish.connection.call(
        "GET", "/imports/" + id + "/rows?limit=100&outcome=" + std::string(outcome)));
    for (const Json& row : answer["rows"]) {
      std::cout << "row " << row["row"];
      if (!row["column"].is_null()) std::cout << ", column " << row["column"].get<std::string>();
      std::cout << ": " << row["reason"].get<std::string>() << "\n";
    }
    if (!answer["next"].is_null()) std::cout << "… and more that are " << outcome << "\n";
  }
  return ok();
}

// The file itself, however long: piece by piece.
Result<http::Response> send_file(const ImportWish& wish, const std::string& target,
                                 const http::Headers& headers) {
  std::ifstream input(wish.file, std::ios::binary);
  std::error_code problem;
  const std::uintmax_t size = std::filesystem::file_size(wish.file, problem);
  if (!input || problem) return Error{ErrorCode::not_found, wish.file.string() + " cannot be read"};
  std::uint64_t sent = 0;
  std::uint64_t shown = 0;
  const bool tells = size > kQuietBytesMax;
  auto answer = wish.connection.line.client->upload(target, headers, size, [&](std::size_t most) {
    std::string piece(most, '\0');
    input.read(piece.data(), static_cast<std::streamsize>(most));
    piece.resize(static_cast<std::size_t>(input.gcount()));
    sent += piece.size();
    if (tells && sent * 100 / size != shown) {
      shown = sent * 100 / size;
      std::cerr << "\rsending: " << shown << " %" << std::flush;
    }
    return Result<std::string>(std::move(piece));
  });
  if (tells) std::cerr << "\n";
  return answer;
}

Result<Json> run_import(const ImportWish& wish) {
  std::string query = "?entity=" + http::percent_encode(wish.entity) +
                      "&duplicates=" + http::percent_encode(wish.duplicates);
  if (wish.dry_run) query += "&dry_run=true";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query += "&" + std::string(name) + "=" + http::percent_encode(value);
  };
  add("match", wish.match);
  add("region", wish.region);
  add("currency", wish.currency);
  add("encoding", wish.encoding);
  add("delimiter", wish.delimiter == "tab" ? "\t" : wish.delimiter);
  add("sheet", wish.sheet);
  add("format", wish.format);
  add("source", wish.source);
  if (!wish.mapping.empty()) add("mapping", TRY(read_file(wish.mapping, kMappingBytesMax)));
  http::Headers headers = wish.connection.line.headers;
  headers["content-type"] = "application/octet-stream";
  const http::Response answer = TRY(send_file(wish, "/api/v1/imports" + query, headers));
  const Json accepted = TRY(http::json_answer(answer));
  const std::string id = TRY(json_text(accepted, "id"));
  Json state = TRY(exchange::followed(
      wish.connection, "/imports/" + id,
      [](const Json& now) {
        return now["state"] == "done" || now["state"] == "failed" || now["state"] == "paused";
      },
      progress_of));
  if (!wish.connection.json) TRY(show_refused(wish, id));
  return state;
}

Result<Json> undo_import(const ImportWish& wish) {
  const std::string path = "/imports/" + http::percent_encode(wish.id);
  TRY(wish.connection.call("POST", path + "/undo"));
  return exchange::followed(
      wish.connection, path, [](const Json& now) { return now["state"] != "undoing"; }, undo_of);
}

Result<Json> asked(ImportWish& wish, const std::string& verb) {
  TRY(wish.connection.open());
  if (verb == "run") return run_import(wish);
  if (verb == "undo") return undo_import(wish);
  const std::string path = "/imports/" + http::percent_encode(wish.id);
  if (verb == "status") return wish.connection.call("GET", path);
  return wish.connection.call("POST", path + "/" + verb);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor import: a CSV file or XLSX workbook into a running host",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  app.fallthrough();
  ImportWish wish;
  wish.connection.add_options(app, "imports.run");
  auto* const run = app.add_subcommand("run", "Import a file, with the outcome of every row");
  run->add_option("file", wish.file, "CSV or XLSX")->required()->check(CLI::ExistingFile);
  run->add_option("--entity", wish.entity, "Kind of record")->capture_default_str();
  run->add_option("--mapping", wish.mapping, "JSON file: {\"column\": \"field\"}");
  run->add_option("--duplicates", wish.duplicates, "What becomes of rows for known records")
      ->check(CLI::IsMember({"skip", "update", "merge"}))
      ->capture_default_str();
  run->add_option("--match", wish.match,
                  "What makes a row and a record the same, the surest first: "
                  "email,phone,name+organisation; what the kind of record says if left out");
  run->add_option("--region", wish.region, "Of telephone numbers without country code: SE, RU …");
  run->add_option("--currency", wish.currency,
                  "Of amounts beside which no column \"currency\" says it: SEK, RUB …; EUR if left "
                  "out");
  run->add_option("--encoding", wish.encoding, "UTF-8, windows-1251 …; detected if left out");
  run->add_option("--delimiter", wish.delimiter,
                  "Between columns: one character or \"tab\"; guessed if left out");
  run->add_option("--sheet", wish.sheet, "Sheet of a workbook; the first if left out");
  run->add_option("--format", wish.format, "Of a plugin that reads the file: PLUGIN/FORMAT");
  run->add_option("--source", wish.source, "Where the file comes from; its mapping is remembered");
  run->add_flag("--dry-run", wish.dry_run, "Tell what would come of each row and change nothing");
  for (const auto& [verb, what] : {std::pair{"status", "Tell how far an import is"},
                                   {"pause", "Stop it after its present rows"},
                                   {"resume", "Go on with a paused import"},
                                   {"undo", "Take back all an import did"}}) {
    app.add_subcommand(verb, what)->add_option("id", wish.id, "Id of the import")->required();
  }
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const std::string verb = app.get_subcommands().front()->get_name();
  const auto answer = asked(wish, verb);
  if (!answer) {
    std::cerr << kontor::host::told("kontor import", answer.error());
    return 1;
  }
  if (wish.connection.json) {
    std::cout << answer->dump(2) << "\n";
  } else {
    std::cout << answer->value("id", "") << "  "
              << (verb == "undo" ? undo_of(*answer) : progress_of(*answer)) << "\n";
  }
  const bool failed = answer->value("state", "") == "failed";
  if (failed) std::cerr << "kontor import: " << answer->value("message", "") << "\n";
  return failed ? 1 : 0;
}

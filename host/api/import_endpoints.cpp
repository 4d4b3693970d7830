#include "host/api/import_endpoints.hpp"

#include <charconv>

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 30;
constexpr int kRowsMax = 1000;

Result<Response> submit(Importer& importer, const Records& records, const Request& request) {
  const std::string entity = TRY(query_text(request, "entity"));
  const auto catalogue = records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  ImportOptions options;
  if (request.query.contains("mapping")) {
    const Json mapping = TRY(parse_json(request.query.at("mapping")));
    options.mapping = TRY(parse_mapping(mapping, *definition));
  }
  const std::string duplicates = TRY(query_text(request, "duplicates"));
  if (!duplicates.empty()) options.duplicates = TRY(parse_duplicate_rule(duplicates));
  options.match = TRY(query_text(request, "match"));
  options.dry_run = TRY(query_flag(request, "dry_run"));
  options.sheet = TRY(query_text(request, "sheet"));
  options.format = TRY(query_text(request, "format"));
  options.source = TRY(query_text(request, "source"));
  options.region = TRY(query_text(request, "region"));
  options.encoding = TRY(query_text(request, "encoding"));
  options.delimiter = TRY(query_text(request, "delimiter"));
  if (request.query.contains("currency")) options.currency = TRY(query_text(request, "currency"));
  const std::string id =
      TRY(importer.submit(principal_of(request), entity, options, request.body_file));
  return Response::json({{"id", id}}, 202);
}

Result<Response> preview(Importer& importer, const Request& request) {
  ImportPreview wish;
  const std::string entity = TRY(query_text(request, "entity"));
  wish.text = request.body;
  wish.file = request.body_file;
  wish.sheet = TRY(query_text(request, "sheet"));
  wish.format = TRY(query_text(request, "format"));
  wish.source = TRY(query_text(request, "source"));
  return Response::json(TRY(importer.preview(principal_of(request), entity, wish)));
}

// A cursor that is a number, 0 if absent.
Result<std::int64_t> number_cursor(const Request& request) {
  const std::string cursor = TRY(query_text(request, "cursor"));
  std::int64_t after = 0;
  const auto [end, problem] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (problem != std::errc{} || end != cursor.data() + cursor.size())) {
    return Error{ErrorCode::invalid_argument, "the cursor is not one of this list"};
  }
  return after;
}

Json next_cursor(bool more, std::int64_t last) {
  return more ? Json(std::to_string(last)) : Json();
}

Result<Response> rows(Importer& importer, const Request& request) {
  const int limit = TRY(query_limit(request, 100, kRowsMax));
  const std::int64_t after = TRY(number_cursor(request));
  const std::string outcome = TRY(query_text(request, "outcome"));
  const auto found =
      TRY(importer.rows(principal_of(request), request.path.at("id"), outcome, after, limit));
  Json list = Json::array();
  for (const ImportRow& row : found) {
    list.push_back({{"row", row.row},
                    {"outcome", row.outcome},
                    {"reason", row.reason},
                    {"column", row.column.empty() ? Json() : Json(row.column)},
                    {"record_id", row.record_id.empty() ? Json() : Json(row.record_id)}});
  }
  const bool more = found.size() == static_cast<std::size_t>(limit);
  return Response::json(
      {{"rows", std::move(list)}, {"next", next_cursor(more, more ? found.back().row : 0)}});
}

Result<Response> kept(Importer& importer, const Request& request) {
  const int limit = TRY(query_limit(request, 100, kRowsMax));
  const std::int64_t after = TRY(number_cursor(request));
  const auto found = TRY(importer.kept(principal_of(request), request.path.at("id"), after, limit));
  Json list = Json::array();
  for (const ImportKept& each : found) {
    list.push_back(
        {{"entity", each.entity}, {"record_id", each.record_id}, {"reason", each.reason}});
  }
  const bool more = found.size() == static_cast<std::size_t>(limit);
  return Response::json(
      {{"kept", std::move(list)}, {"next", next_cursor(more, more ? found.back().sequence : 0)}});
}

Result<Response> mappings(Importer& importer, const Request& request) {
  const std::string entity = TRY(query_text(request, "entity"));
  Json list = Json::array();
  for (const SavedMapping& saved : TRY(importer.mappings(principal_of(request), entity))) {
    list.push_back({{"source", saved.source},
                    {"mapping", saved.mapping},
                    {"saved_by", saved.saved_by},
                    {"saved_at", to_rfc3339(saved.saved_at_ms)}});
  }
  return Response::json({{"mappings", std::move(list)}});
}

using Control = Result<ImportJob> (Importer::*)(const Principal&, const std::string&);

void add_control(http::Router& router, const http::Auth& auth, Importer& importer,
                 const std::string& verb, Control control, const std::string& summary) {
  router.add({.method = "POST",
              .path = "/api/v1/imports/{id}/" + verb,
              .auth = auth,
              .handler = [&importer, control](const Request& request) -> Result<Response> {
                return Response::json(import_json(TRY((importer.*control)(principal_of(request),
                                                                          request.path.at("id")))),
                                      202);
              },
              .summary = summary,
              .answer_schema = answers::import()});
}

void add_mapping_routes(http::Router& router, const http::Auth& auth, Importer& importer) {
  router.add({.method = "GET",
              .path = "/api/v1/import-mappings",
              .auth = auth,
              .handler = [&](const Request& request) { return mappings(importer, request); },
              .summary = "Lists which column went to which field, by source.",
              .answer_schema = answers::mappings(),
              .query_names = {"entity"}});
  router.add({.method = "DELETE",
              .path = "/api/v1/import-mappings/{entity}/{source}",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                TRY(importer.forget_mapping(principal_of(request), request.path.at("entity"),
                                            request.path.at("source")));
                return Response::no_content();
              },
              .summary = "Forgets the mapping of a source.",
              .answer_type = http::kNoBody});
}

}  // namespace

void add_import_endpoints(http::Router& router, Accounts& accounts, Importer& importer,
                          Records& records, const std::filesystem::path& folder) {
  const http::Auth auth = holder_of(accounts, "imports.run");
  router.add({.method = "POST",
              .path = "/api/v1/imports",
              .auth = auth,
              .handler = [&](const Request& request) { return submit(importer, records, request); },
              .summary = "Takes a file to import: CSV, XLSX or a plugin's format; the answer comes "
                         "once it is safe on disk.",
              .body_bytes_max = kFileBytesMax,
              .answer_schema = answers::import_begun(),
              .query_names = {"entity", "mapping", "duplicates", "match", "region", "encoding",
                              "delimiter", "currency", "sheet", "format", "source", "dry_run"},
              .spool_folder = folder});
  router.add({.method = "POST",
              .path = "/api/v1/imports/preview",
              .auth = auth,
              .handler = [&](const Request& request) { return preview(importer, request); },
              .summary = "Guesses delimiter, encoding and mapping from the beginning of a file, or "
                         "from a whole workbook.",
              .body_bytes_max = kFileBytesMax,
              .answer_schema = answers::import_preview(),
              .query_names = {"entity", "sheet", "format", "source"},
              .spool_folder = folder});
  router.add({.method = "GET",
              .path = "/api/v1/import-formats",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json({{"formats", importer.known_formats(principal_of(request))}});
              },
              .summary = "Lists the formats of files that plugins read for imports.",
              .answer_schema = answers::import_formats()});
  router.add({.method = "GET",
              .path = "/api/v1/imports",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                Json list = Json::array();
                for (const ImportJob& job : TRY(importer.jobs(principal_of(request))))
                  list.push_back(import_json(job));
                return Response::json({{"imports", std::move(list)}});
              },
              .summary = "Lists the latest imports.",
              .answer_schema = answers::imports()});
  router.add({.method = "GET",
              .path = "/api/v1/imports/{id}",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json(
                    import_json(TRY(importer.job(principal_of(request), request.path.at("id")))));
              },
              .summary = "Says how far an import is.",
              .answer_schema = answers::import()});
  router.add({.method = "GET",
              .path = "/api/v1/imports/{id}/rows",
              .auth = auth,
              .handler = [&](const Request& request) { return rows(importer, request); },
              .summary = "Gives the outcome of each row of an import.",
              .answer_schema = answers::import_rows(),
              .query_names = {"outcome", "cursor", "limit"}});
  router.add({.method = "GET",
              .path = "/api/v1/imports/{id}/kept",
              .auth = auth,
              .handler = [&](const Request& request) { return kept(importer, request); },
              .summary = "Lists the records that undoing an import left alone, and why.",
              .answer_schema = answers::import_kept(),
              .query_names = {"cursor", "limit"}});
  add_control(router, auth, importer, "pause", &Importer::pause,
              "Stops an import after its present rows; it may be resumed or undone.");
  add_control(router, auth, importer, "resume", &Importer::resume, "Goes on with a paused import.");
  add_control(router, auth, importer, "undo", &Importer::undo,
              "Takes back what an import did, but for what was touched since.");
  add_mapping_routes(router, auth, importer);
}

}  // namespace kontor::host

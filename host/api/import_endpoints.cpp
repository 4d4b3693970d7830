#include "host/api/import_endpoints.hpp"

#include <charconv>

#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kFileBytesMax = std::size_t{256} << 20;
constexpr std::size_t kPreviewBytesMax = std::size_t{1} << 20;
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
  if (duplicates == "update") options.duplicates = DuplicateRule::update;
  if (!duplicates.empty() && duplicates != "update" && duplicates != "skip") {
    return Error{ErrorCode::invalid_argument, "duplicates: update or skip are possible"};
  }
  options.region = TRY(query_text(request, "region"));
  options.encoding = TRY(query_text(request, "encoding"));
  options.delimiter = TRY(query_text(request, "delimiter"));
  if (request.query.contains("currency")) options.currency = TRY(query_text(request, "currency"));
  const std::string id =
      TRY(importer.submit(principal_of(request), entity, options, request.body_file));
  return Response::json({{"id", id}}, 202);
}

Result<Response> rows(Importer& importer, const Request& request) {
  const int limit = TRY(query_limit(request, 100, kRowsMax));
  const std::string cursor = TRY(query_text(request, "cursor"));
  const std::string outcome = TRY(query_text(request, "outcome"));
  std::int64_t after = 0;
  const auto [end, problem] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (problem != std::errc{} || end != cursor.data() + cursor.size())) {
    return Error{ErrorCode::invalid_argument, "the cursor is not one of this list"};
  }
  const auto found =
      TRY(importer.rows(principal_of(request), request.path.at("id"), outcome, after, limit));
  Json list = Json::array();
  for (const ImportRow& row : found) {
    list.push_back({{"row", row.row},
                    {"outcome", row.outcome},
                    {"reason", row.reason},
                    {"record_id", row.record_id.empty() ? Json() : Json(row.record_id)}});
  }
  const bool more = found.size() == static_cast<std::size_t>(limit);
  return Response::json({{"rows", std::move(list)},
                         {"next", more ? Json(std::to_string(found.back().row)) : Json()}});
}

}  // namespace

void add_import_endpoints(http::Router& router, Accounts& accounts, Importer& importer,
                          Records& records, const std::filesystem::path& folder) {
  const http::Auth auth = holder_of(accounts, "imports.run");
  router.add({.method = "POST",
              .path = "/api/v1/imports",
              .auth = auth,
              .handler = [&](const Request& request) { return submit(importer, records, request); },
              .summary = "Takes a CSV file to import; the answer comes once it is safe on disk.",
              .body_bytes_max = kFileBytesMax,
              .query_names = {"entity", "mapping", "duplicates", "region", "encoding", "delimiter",
                              "currency"},
              .spool_folder = folder});
  router.add({.method = "POST",
              .path = "/api/v1/imports/preview",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                const std::string entity = TRY(query_text(request, "entity"));
                return Response::json(
                    TRY(importer.preview(principal_of(request), entity, request.body)));
              },
              .summary = "Guesses delimiter, encoding and mapping from the beginning of a file.",
              .body_bytes_max = kPreviewBytesMax,
              .query_names = {"entity"}});
  router.add({.method = "GET",
              .path = "/api/v1/imports/{id}",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json(
                    import_json(TRY(importer.job(principal_of(request), request.path.at("id")))));
              },
              .summary = "Says how far an import is."});
  router.add({.method = "GET",
              .path = "/api/v1/imports/{id}/rows",
              .auth = auth,
              .handler = [&](const Request& request) { return rows(importer, request); },
              .summary = "Gives the outcome of each row of an import.",
              .query_names = {"outcome", "cursor", "limit"}});
}

}  // namespace kontor::host

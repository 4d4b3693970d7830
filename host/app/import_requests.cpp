#include "host/app/import_reader.hpp"
#include "host/app/importer.hpp"
#include "host/core/text_encoding.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kPreviewCellBytes = 500;

Status check_options(const ImportOptions& options) {
  const auto refuse = [](const std::string& why) {
    return Error{ErrorCode::invalid_argument, why};
  };
  if (!options.encoding.empty() && !is_known_encoding(options.encoding)) {
    return refuse("encoding: unknown: " + options.encoding.substr(0, 40));
  }
  const std::string& delimiter = options.delimiter;
  if (!delimiter.empty() &&
      (delimiter.size() != 1 ||
       std::string_view("\"\r\n\0", 4).find(delimiter) != std::string_view::npos)) {
    return refuse("delimiter: one character is wanted");
  }
  if (!options.region.empty() && options.region.size() != 2) {
    return refuse("region: two letters are wanted");
  }
  if (options.currency.size() != 3) return refuse("currency: three letters are wanted");
  return ok();
}

}  // namespace

Result<std::string> Importer::submit(const Principal& principal, const std::string& entity,
                                     const ImportOptions& wanted,
                                     const std::filesystem::path& received) {
  TRY(require_right(principal, "imports.run"));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(parts_.records.check_writable(principal, *definition, Verb::create, Json::object()));
  TRY(check_options(wanted));
  // Rows are matched against every record, so whoever imports must be allowed all of them.
  for (const Verb verb : {Verb::create, Verb::update}) {
    if (verb == Verb::update && wanted.duplicates != DuplicateRule::update) continue;
    if (principal.rights->scope(entity, verb) == Scope::all) continue;
    return Error{ErrorCode::forbidden,
                 "an import needs the right to " + std::string(verb_name(verb)) +
                     " all records of " + entity,
                 R"({"code":"outside-scope"})"};
  }
  ImportOptions options = wanted;
  options.rights = *principal.rights;
  ImportJob job;
  job.id = parts_.ids.next();
  job.user_id = principal.id;
  job.entity = entity;
  job.options = options.to_json();
  job.state = "reading";
  job.created_at_ms = parts_.clock.now_ms();
  TRY(keep_import_file(received, parts_.folder / (job.id + ".csv")));
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(ImportStore::insert(session, job));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(principal), {{"import", entity, job.id}});
  });
  if (!kept) return kept.error();
  queue_.add(job.id);
  return job.id;
}

Result<ImportJob> Importer::job(const Principal& principal, const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return ImportStore::find(session, id); });
  std::optional<ImportJob> job = TRY(std::move(found));
  const bool own = job && job->user_id == principal.id;
  if (!job || (!own && !principal.rights->may_named("users.manage"))) {
    return Error{ErrorCode::not_found, "there is no such import"};
  }
  return std::move(*job);
}

Result<std::vector<ImportRow>> Importer::rows(const Principal& principal, const std::string& id,
                                              const std::string& outcome, std::int64_t after,
                                              int limit) {
  TRY(job(principal, id));
  return parts_.database.read(
      [&](db::Session& session) { return ImportStore::rows(session, id, outcome, after, limit); });
}

Result<Json> Importer::preview(const Principal& principal, const std::string& entity,
                               const std::string& text) {
  TRY(require_right(principal, "imports.run"));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  const std::string encoding = detect_encoding(text, /*whole=*/false);
  std::string utf8;
  TRY(to_utf8(text, encoding, [&](std::string_view piece) {
    utf8 += piece;
    return ok();
  }));
  const char delimiter = guess_delimiter(utf8);
  CsvParser parser(utf8, delimiter);
  std::vector<std::string> headers;
  Json rows = Json::array();
  while (rows.size() < kPreviewRows) {
    auto row = parser.next();
    if (!row) break;
    if (row->blank || !row->problem.empty()) continue;
    for (std::string& cell : row->cells) {
      if (cell.size() > kPreviewCellBytes) cell.resize(kPreviewCellBytes);
    }
    if (headers.empty()) {
      headers = std::move(row->cells);
    } else {
      rows.push_back(row->cells);
    }
  }
  const ImportMapping suggested = suggest_mapping(*definition, headers);
  Json mapping = Json::object();
  for (const std::string& header : headers) {
    const auto field = suggested.find(header);
    mapping[header] = field == suggested.end() ? Json() : Json(field->second);
  }
  return Json{{"delimiter", std::string(1, delimiter)},
              {"encoding", encoding},
              {"columns", headers},
              {"mapping", std::move(mapping)},
              {"rows", std::move(rows)}};
}

}  // namespace kontor::host

#include "host/app/importer.hpp"
#include "host/core/text_encoding.hpp"

namespace kontor::host {

namespace {

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
  if (options.format.size() > 200) return refuse("format: at most 200 bytes");
  if (options.sheet.size() > 200) return refuse("sheet: at most 200 bytes");
  if (options.source.size() > Importer::kSourceBytesMax) {
    return refuse("source: at most " + std::to_string(Importer::kSourceBytesMax) + " bytes");
  }
  if (options.currency.size() != 3) return refuse("currency: three letters are wanted");
  return ok();
}

// A reason begins with the field it speaks of; people know the column.
std::string column_of_reason(const ImportJob& job, const std::string& reason) {
  const auto colon = reason.find(": ");
  const auto mapping = job.options.find("mapping");
  if (colon == std::string::npos || mapping == job.options.end()) return "";
  for (const auto& [header, field] : mapping->items()) {
    if (field == reason.substr(0, colon)) return header;
  }
  return "";
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
  TRY(chosen_rules(*definition, wanted.match));
  if (!wanted.format.empty()) {
    ImportFormats* const readers = TRY(formats());
    TRY(readers->require_format(principal, wanted.format, entity));
  }
  // Rows are matched against every record, so whoever imports must be allowed all of them.
  for (const Verb verb : {Verb::create, Verb::update}) {
    if (verb == Verb::update && wanted.duplicates == DuplicateRule::skip) continue;
    if (principal.rights->scope(entity, verb) == Scope::all) continue;
    return Error{ErrorCode::forbidden,
                 "an import needs the right to " + std::string(verb_name(verb)) +
                     " all records of " + entity,
                 R"({"code":"outside-scope"})"};
  }
  ImportOptions options = wanted;
  options.rights = *principal.rights;
  options.token = principal.token;
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
  const ImportJob about = TRY(job(principal, id));
  auto read = parts_.database.read(
      [&](db::Session& session) { return ImportStore::rows(session, id, outcome, after, limit); });
  std::vector<ImportRow> found = TRY(std::move(read));
  for (ImportRow& row : found) row.column = column_of_reason(about, row.reason);
  return found;
}

}  // namespace kontor::host

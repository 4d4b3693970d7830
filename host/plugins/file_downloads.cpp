#include "base/http/client.hpp"
#include "host/access/audit_log.hpp"
#include "host/plugins/installed_plugins.hpp"

// Files for people: whoever may read the record may have its files, those of a field if they may
// read the field, too.
namespace kontor::host {

Json file_json(const PluginFile& file) {
  return {{"id", file.id},
          {"name", file.name},
          {"content_type", file.content_type},
          {"size_bytes", file.size_bytes},
          {"sha256", file.sha256},
          {"created_at", to_rfc3339(file.created_at_ms)}};
}

Result<Json> InstalledPlugins::files(const Principal& actor, const std::string& entity,
                                     const std::string& id) {
  TRY(parts_.records.get(actor, entity, id));
  const auto found = TRY(operations_.files().of_record(entity, id));
  Json files = Json::array();
  for (const PluginFile& file : found) {
    if (file.plugin == kCompanyFiles && !field_files_.check_readable(actor, file)) continue;
    Json json = file_json(file);
    json["plugin"] = file.plugin;
    if (!file.field.empty()) json["field"] = file.field;
    files.push_back(std::move(json));
  }
  return files;
}

Result<Json> InstalledPlugins::put_file(const Principal& actor, const FieldUpload& upload) {
  const PluginFile kept = TRY(field_files_.put(actor, upload));
  Json json = file_json(kept);
  json["plugin"] = kept.plugin;
  json["field"] = kept.field;
  return json;
}

Result<http::Response> InstalledPlugins::file(const Principal& actor, const std::string& id) {
  const PluginFile file = TRY(operations_.files().find(id));
  if (file.plugin == kCompanyFiles) {
    TRY(field_files_.check_readable(actor, file));
  } else if (file.record_entity.empty()) {
    TRY(require_right(actor, "privacy.manage"));
  } else {
    TRY(parts_.records.get(actor, file.record_entity, file.record_id));
  }
  const AuditLog log(parts_.clock);
  const AuditEntry entry{.action = "file.read",
                         .entity = file.record_entity,
                         .record_id = file.record_id,
                         .detail = {{"file", file.id}, {"plugin", file.plugin}}};
  TRY(parts_.database.transaction(
      [&](db::Session& session) { return log.append(session, audit_actor(actor), {entry}); }));
  http::Response response;
  response.file = operations_.files().path(file.id);
  response.headers["content-type"] = file.content_type;
  // A file of somebody else's under the host's origin: saved, or played, and never run.
  const bool played = file.plugin != kCompanyFiles && (file.content_type.starts_with("audio/") ||
                                                       file.content_type.starts_with("video/"));
  response.headers["content-disposition"] = std::string(played ? "inline" : "attachment") +
                                            "; filename*=UTF-8''" + http::percent_encode(file.name);
  response.headers["content-security-policy"] = "default-src 'none'; sandbox";
  response.headers["cache-control"] = "private, no-store";
  return response;
}

}  // namespace kontor::host

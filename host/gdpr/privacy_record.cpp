#include "host/gdpr/privacy_record.hpp"

#include "base/core/json_schema.hpp"
#include "host/core/personal_data.hpp"

namespace kontor::host {

namespace {

Json activities_of(const Catalogue& catalogue, const std::vector<RetentionRule>& rules) {
  Json activities = Json::array();
  for (const auto& [name, entity] : catalogue.entities()) {
    Json fields = Json::array();
    for (const Field& field : entity.fields) {
      if (!is_personal(field)) continue;
      fields.push_back({{"field", field.name},
                        {"class", field.personal_data},
                        {"purpose", field.purpose},
                        {"retention_days", field.retention_days},
                        {"from", field.plugin.empty() ? "company" : field.plugin}});
    }
    if (fields.empty()) continue;
    Json limits = Json::array();
    for (const RetentionRule& rule : rules)
      if (rule.entity == name) limits.push_back(rule.to_json());
    activities.push_back({{"entity", name},
                          {"labels", entity.labels},
                          {"data_subjects", "people the company deals with"},
                          {"fields", std::move(fields)},
                          {"time_limits", std::move(limits)}});
  }
  return activities;
}

Json measures_of_host() {
  return Json::array({"rights by entity, verb, record and field; default deny",
                      "passwords as Argon2id, second factors, lock-out",
                      "append-only, hash-chained audit log of writes, logins, exports, bulk reads",
                      "encrypted, verified backups; each person's rows under a key of their own",
                      "plugins in sandboxed processes see declared fields only"});
}

}  // namespace

const Json& PrivacyRecord::company_schema() {
  static const Json text = {{"type", "string"}, {"maxLength", 2000}};
  static const Json schema = {{"type", "object"},
                              {"additionalProperties", false},
                              {"required", {"controller", "contact", "data_location"}},
                              {"properties",
                               {{"controller", text},
                                {"contact", text},
                                {"officer", text},
                                {"data_location", text},
                                {"recipients", text},
                                {"measures", text}}}};
  return schema;
}

Result<Json> PrivacyRecord::company() {
  auto read = parts_.database.read([](db::Session& session) {
    return session.query_row("SELECT body FROM company_setting WHERE name = 'privacy'");
  });
  const auto row = TRY(std::move(read));
  if (!row) return Json::object();
  return parse_json(row->text(0));
}

Status PrivacyRecord::set_company(const Principal& actor, const Json& company) {
  TRY(require_right(actor, "privacy.manage"));
  const auto schema = TRY(JsonSchema::parse(company_schema()));
  TRY(schema.validate(company));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(INSERT INTO company_setting (name, body) VALUES ('privacy', $1)
                              ON CONFLICT (name) DO UPDATE SET body = excluded.body)sql",
                        {to_text(company)}));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{"configure", "", "", {{"setting", "privacy"}}}});
  });
}

Result<Json> PrivacyRecord::processing(const Principal& actor) {
  TRY(require_right(actor, "privacy.manage"));
  const Json said = TRY(company());
  const auto rules = TRY(parts_.retention.rules());
  Json plugins = Json::array();
  if (parts_.plugins != nullptr) plugins = TRY(parts_.plugins->processing());
  Json measures = measures_of_host();
  if (parts_.disks) {
    for (std::string& sentence : parts_.disks()) measures.push_back(std::move(sentence));
  }
  Json missing = Json::array();
  for (const char* member : {"controller", "contact", "data_location"})
    if (said.value(member, "").empty()) missing.push_back(member);
  return Json{{"made_at", to_rfc3339(parts_.clock.now_ms())},
              {"basis", "GDPR Article 30(1)"},
              {"company", said},
              {"missing", std::move(missing)},
              {"activities", activities_of(*parts_.records.definitions().now(), rules)},
              {"plugins", std::move(plugins)},
              {"measures", std::move(measures)}};
}

}  // namespace kontor::host

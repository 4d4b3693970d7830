#include "host/app/company_settings.hpp"

#include "host/core/time_zone.hpp"

namespace kontor::host {

Status load_service_levels(db::Database& database, Records& records) {
  auto kept = database.read([](db::Session& session) {
    return session.query_row("SELECT body FROM company_setting WHERE name = 'service_levels'");
  });
  const auto row = TRY(std::move(kept));
  if (!row) {
    ServiceLevels usual;
    usual.hours = BusinessHours::usual(machine_zone());
    records.adopt(std::move(usual));
    return ok();
  }
  const Json json = TRY(parse_json(row->text(0)));
  ServiceLevels levels = TRY(ServiceLevels::parse(json));
  records.adopt(std::move(levels));
  return ok();
}

Status keep_service_levels(db::Database& database, Records& records, const Clock& clock,
                           const Principal& principal, const Json& json) {
  TRY(require_right(principal, "definitions.manage"));
  ServiceLevels levels = TRY(ServiceLevels::parse(json));
  const std::string body = to_text(levels.to_json());
  Status kept = database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(INSERT INTO company_setting (name, body) VALUES ('service_levels', $1)
                              ON CONFLICT (name) DO UPDATE SET body = excluded.body)sql",
                        {body}));
    return AuditLog(clock).append(session, audit_actor(principal),
                                  {{"configure", "case", "", {{"setting", "service_levels"}}}});
  });
  if (!kept) return kept;
  records.adopt(std::move(levels));
  return ok();
}

}  // namespace kontor::host

#include "host/gdpr/bin.hpp"

#include <algorithm>

#include "host/access/audit_log.hpp"
#include "host/app/record_links.hpp"
#include "host/gdpr/erasure_store.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {
namespace {

constexpr const char* kBinSetting = "bin";
constexpr std::int64_t kBinDayMs = std::int64_t{24} * 3600 * 1000;
// What refers to another deleted record goes before it.
constexpr int kBinPasses = 3;

}  // namespace

Result<Bin::Setting> Bin::read() {
  return parts_.database.read([](db::Session& session) -> Result<Setting> {
    const auto row =
        TRY(session.query_row("SELECT body FROM company_setting WHERE name = $1", {kBinSetting}));
    if (!row) return Setting{};
    const Json body = TRY(parse_json(row->text(0)));
    return Setting{body.value("keep_days", kKeepDays), body.value("looked_at_ms", TimeMs{0})};
  });
}

Status Bin::write(db::Session& session, const Setting& setting) {
  TRY(session.execute("DELETE FROM company_setting WHERE name = $1", {kBinSetting}));
  TRY(session.execute("INSERT INTO company_setting (name, body) VALUES ($1, $2)",
                      {kBinSetting, to_text({{"keep_days", setting.keep_days},
                                             {"looked_at_ms", setting.looked_at_ms}})}));
  return ok();
}

Result<std::int64_t> Bin::keep_days() { return TRY(read()).keep_days; }

Status Bin::set_keep_days(const Principal& actor, std::int64_t days) {
  TRY(require_right(actor, "privacy.manage"));
  if (days < 0 || days > kKeepDaysMax)
    return Error{ErrorCode::invalid_argument,
                 "keep_days: 0 (for ever) to " + std::to_string(kKeepDaysMax)};
  return parts_.database.transaction([&](db::Session& session) -> Status {
    // What is due by the new number goes with the next step.
    TRY(write(session, {days, 0}));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor),
                {{"setting", "", "", {{"setting", "bin"}, {"keep_days", days}}}});
  });
}

Result<bool> Bin::is_held(const Entity& entity, const Record& record) {
  std::vector<std::string> people = persons_of(entity, record);
  people.push_back(record.id);
  return parts_.database.read([&](db::Session& session) -> Result<bool> {
    for (const std::string& person : people) {
      const auto holds = TRY(ErasureStore::holds(session, person, parts_.clock.now_ms()));
      if (!holds.empty()) return true;
    }
    return false;
  });
}

Status Bin::purge(const Principal& actor, const std::string& entity, const std::string& id) {
  TRY(require_right(actor, "privacy.manage"));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  const RecordStore& store = parts_.records.store();
  auto found = parts_.database.read(
      [&](db::Session& session) { return store.find_deleted(session, entity, id); });
  const auto record = TRY(std::move(found));
  if (!record) {
    TRY(parts_.records.get(actor, entity, id));
    return Error{ErrorCode::conflict,
                 "only a deleted record is taken away for good: delete it first",
                 R"({"code":"not-deleted"})"};
  }
  if (TRY(is_held(*definition, *record)))
    return Error{ErrorCode::conflict, "it is about somebody who is under a hold",
                 R"({"code":"held"})"};
  TRY(parts_.records.purge(actor, entity, id));
  return parts_.plugins == nullptr ? ok() : parts_.plugins->records_gone();
}

Result<std::int64_t> Bin::empty(const Entity& entity, TimeMs before_ms) {
  const RecordStore& store = parts_.records.store();
  const Principal system = Principal::system();
  std::int64_t gone = 0;
  std::string after;
  for (bool more = true; more;) {
    const auto rows = TRY(parts_.database.read([&](db::Session& session) {
      return session.query("SELECT id FROM " + RecordLayout::table_of(entity.name) +
                               " WHERE deleted_at_ms < $1 AND id > $2 ORDER BY id LIMIT " +
                               std::to_string(kRecordsAtOnce),
                           {before_ms, after});
    }));
    more = rows.size() == static_cast<std::size_t>(kRecordsAtOnce);
    for (const db::Row& row : rows) {
      after = row.text(0);
      auto found = parts_.database.read(
          [&](db::Session& session) { return store.find_deleted(session, entity.name, after); });
      const auto record = TRY(std::move(found));
      if (!record || TRY(is_held(entity, *record))) continue;
      const Status purged = parts_.records.purge(system, entity.name, after);
      if (!purged && purged.error().code == ErrorCode::unavailable) return purged.error();
      gone += purged ? 1 : 0;
    }
  }
  return gone;
}

Status Bin::step() {
  const std::lock_guard lock(stepping_);
  const Setting setting = TRY(read());
  const TimeMs now_ms = parts_.clock.now_ms();
  if (setting.keep_days == 0 || now_ms - setting.looked_at_ms < kBinDayMs) return ok();
  const auto catalogue = parts_.records.definitions().now();
  std::int64_t all = 0;
  for (int pass = 0; pass < kBinPasses; ++pass) {
    std::int64_t gone = 0;
    for (const auto& [name, entity] : catalogue->entities()) {
      if (entity.engine_only) continue;
      gone += TRY(empty(entity, now_ms - setting.keep_days * kBinDayMs));
    }
    all += gone;
    if (gone == 0) break;
  }
  if (all > 0 && parts_.plugins != nullptr) TRY(parts_.plugins->records_gone());
  return parts_.database.transaction([&](db::Session& session) -> Status {
    return write(session, {setting.keep_days, now_ms});
  });
}

}  // namespace kontor::host

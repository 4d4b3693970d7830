#include "host/gdpr/retention.hpp"

#include <algorithm>

#include "base/core/log.hpp"

namespace kontor::host {

struct Retention::Run {
  std::string id;
  RetentionRule rule;
  TimeMs before_ms = 0;
  std::string after_id;
  std::int64_t done = 0;
  std::int64_t kept = 0;
  std::int64_t failed = 0;
};

namespace {

constexpr std::int64_t kRetentionDayMs = 86'400'000;
constexpr int kPreviewIds = 50;
constexpr int kPreviewSeenMax = 10'000;
// Stands in a run's place before the ids of deleted records, which come after all living ones.
constexpr char kDeletedMark = '~';

Status keep_run(db::Session& session, const std::string& id, const std::string& after,
                std::int64_t done, std::int64_t kept, std::int64_t failed) {
  TRY(session.execute(
      R"sql(UPDATE retention_run SET after_id = $1, done = $2, kept = $3, failed = $4
                            WHERE id = $5)sql",
      {after, done, kept, failed, id}));
  return ok();
}

}  // namespace

Result<std::vector<RetentionRule>> Retention::rules() {
  auto read = parts_.database.read([](db::Session& session) {
    return session.query_row("SELECT body FROM company_setting WHERE name = 'retention'");
  });
  const auto row = TRY(std::move(read));
  const auto catalogue = parts_.records.definitions().now();
  std::vector<RetentionRule> rules;
  if (row) {
    const Json json = TRY(parse_json(row->text(0)));
    rules = TRY(parse_retention(json, *catalogue));
  }
  return with_fields(std::move(rules), *catalogue);
}

Status Retention::set_rules(const Principal& actor, const Json& json) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(parse_retention(json, *parts_.records.definitions().now()));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(INSERT INTO company_setting (name, body) VALUES ('retention', $1)
                              ON CONFLICT (name) DO UPDATE SET body = excluded.body)sql",
                        {to_text(json)}));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{"configure", "", "", {{"setting", "retention"}}}});
  });
}

Result<RetentionRule> Retention::require_rule(const std::string& name) {
  const auto all = TRY(rules());
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& rule) { return rule.name == name; });
  if (found != all.end()) return *found;
  return Error{ErrorCode::not_found, "there is no retention rule " + name.substr(0, 100)};
}

TimeMs Retention::before(const RetentionRule& rule) const {
  return parts_.clock.now_ms() - rule.after_days * kRetentionDayMs;
}

Result<Json> Retention::preview(const Principal& actor, const std::string& name) {
  TRY(require_right(actor, "privacy.manage"));
  const RetentionRule rule = TRY(require_rule(name));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(rule.entity));
  const TimeMs before_ms = before(rule);
  Json shown{{"rule", rule.to_json()}, {"before", to_rfc3339(before_ms)}};
  shown["matched"] = 0;
  shown["exact"] = true;
  shown["first"] = Json::array();
  for (const bool deleted : {false, true}) TRY(look_at(rule, *entity, before_ms, deleted, shown));
  return shown;
}

// Counts by the database where that tells it, else by looking at each, up to a number of them.
Status Retention::look_at(const RetentionRule& rule, const Entity& entity, TimeMs before_ms,
                          bool deleted, Json& shown) {
  RecordQuery query;
  query.filter = TRY(rule.due(entity, before_ms));
  query.sort = "id";
  query.limit = rule.by_entry() ? kRecordsAtOnce : kPreviewIds;
  query.total = !rule.by_entry();
  query.deleted = deleted;
  for (int seen = 0;;) {
    auto read = parts_.database.read(
        [&](db::Session& session) { return parts_.records.store().list(session, entity, query); });
    const RecordPage page = TRY(std::move(read));
    std::int64_t matched = page.total ? page.total->count : 0;
    if (page.total && !page.total->exact) shown["exact"] = false;
    for (const Record& record : page.records) {
      if (rule.by_entry() && TRY(due_fields(rule, record, before_ms)).empty()) continue;
      if (rule.by_entry()) ++matched;
      if (shown["first"].size() < kPreviewIds) shown["first"].push_back(record.id);
    }
    shown["matched"] = shown["matched"].get<std::int64_t>() + matched;
    seen += static_cast<int>(page.records.size());
    query.cursor = page.next;
    if (!rule.by_entry() || query.cursor.empty()) return ok();
    if (seen >= kPreviewSeenMax) break;
  }
  shown["exact"] = false;
  return ok();
}

// What of a record a rule clears. A record nobody changed since has no younger value; of another
// the audit log knows what was entered when.
Result<std::vector<std::string>> Retention::due_fields(const RetentionRule& rule,
                                                       const Record& record, TimeMs before_ms) {
  if (!rule.by_entry() || record.updated_at_ms < before_ms) return rule.fields;
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> due;
    for (const std::string& field : rule.fields)
      if (record.fields.contains(field)) due.push_back(field);
    for (const db::Row& row : TRY(session.query(
             R"sql(SELECT detail FROM audit_entry WHERE record_id = $1 AND at_ms >= $2
                   AND action IN ('create', 'update'))sql",
             {record.id, before_ms}))) {
      if (row.text(0).empty()) continue;
      const Json detail = TRY(parse_json(row.text(0)));
      const Json fields = detail.value("fields", Json::array());
      std::erase_if(due, [&](const std::string& field) {
        return std::find(fields.begin(), fields.end(), field) != fields.end();
      });
    }
    return due;
  });
}

Result<std::string> Retention::begin_run(const std::string& asked_by, const RetentionRule& rule) {
  const std::string fresh = parts_.ids.next();
  return parts_.database.transaction([&](db::Session& session) -> Result<std::string> {
    const auto open = TRY(session.query_row(
        "SELECT id FROM retention_run WHERE rule = $1 AND state = 'running'", {rule.name}));
    if (open) return open->text(0);
    TRY(session.insert_rows("retention_run",
                            {"id", "rule", "body", "state", "asked_by", "begun_at_ms", "before_ms"},
                            {{fresh, rule.name, to_text(rule.to_json()), std::string("running"),
                              asked_by, parts_.clock.now_ms(), before(rule)}}));
    TRY(AuditLog(parts_.clock)
            .append(session, {"system", asked_by},
                    {{"retention", rule.entity, "", {{"rule", rule.name}, {"run", fresh}}}}));
    return fresh;
  });
}

Result<Json> Retention::begin(const Principal& actor, const std::string& name) {
  TRY(require_right(actor, "privacy.manage"));
  const RetentionRule rule = TRY(require_rule(name));
  const std::string id = TRY(begin_run(actor.id, rule));
  return Json{{"run", id}, {"rule", rule.name}, {"state", "running"}};
}

Result<Json> Retention::runs(const Principal& actor, int limit) {
  TRY(require_right(actor, "privacy.manage"));
  return parts_.database.read([&](db::Session& session) -> Result<Json> {
    Json list = Json::array();
    for (const db::Row& row : TRY(session.query(
             R"sql(SELECT id, rule, state, message, begun_at_ms, finished_at_ms, done, kept, failed
                   FROM retention_run ORDER BY id DESC LIMIT $1)sql",
             {std::int64_t{limit}}))) {
      list.push_back({{"run", row.text(0)},
                      {"rule", row.text(1)},
                      {"state", row.text(2)},
                      {"message", row.text(3)},
                      {"begun_at", to_rfc3339(row.integer(4))},
                      {"finished_at", row.is_null(5) ? Json() : Json(to_rfc3339(row.integer(5)))},
                      {"done", row.integer(6)},
                      {"kept", row.integer(7)},
                      {"failed", row.integer(8)}});
    }
    return list;
  });
}

Status Retention::step() {
  const auto all = TRY(rules());
  const TimeMs now_ms = parts_.clock.now_ms();
  for (const RetentionRule& rule : all) {
    auto read = parts_.database.read([&](db::Session& session) {
      return session.query_row("SELECT MAX(begun_at_ms) FROM retention_run WHERE rule = $1",
                               {rule.name});
    });
    const auto last = TRY(std::move(read));
    if (last && !last->is_null(0) && last->integer(0) + kRetentionDayMs > now_ms) continue;
    TRY(begin_run("system", rule));
  }
  while (TRY(portion())) continue;
  return ok();
}

Result<bool> Retention::portion() {
  const std::lock_guard lock(running_);
  auto read = parts_.database.read([](db::Session& session) {
    return session.query_row(R"sql(SELECT id, body, before_ms, after_id, done, kept, failed
                                   FROM retention_run WHERE state = 'running'
                                   ORDER BY id LIMIT 1)sql");
  });
  const auto row = TRY(std::move(read));
  if (!row) return false;
  Run run{row->text(0),   {}, row->integer(2), row->text(3), row->integer(4), row->integer(5),
          row->integer(6)};
  const Json body = TRY(parse_json(row->text(1)));
  Json one = Json::object();
  one["rules"] = Json::array({body});
  // A rule of a field has a colon in its name, which a company's may not have.
  one["rules"][0]["name"] = "rule";
  const auto parsed = parse_retention(one, *parts_.records.definitions().now());
  Result<bool> more = false;
  if (parsed) {
    run.rule = parsed->front();
    more = carry_on(run);
  }
  if (more && *more) return true;
  const std::string message = !parsed ? parsed.error().message : !more ? more.error().message : "";
  if (!message.empty()) log::warning("a retention run failed", {{"reason", message}});
  TRY(parts_.database.transaction([&](db::Session& session) {
    return session.execute(
        "UPDATE retention_run SET state = $1, message = $2, finished_at_ms = $3 WHERE id = $4",
        {std::string(message.empty() ? "done" : "failed"), message, parts_.clock.now_ms(), run.id});
  }));
  return true;
}

Result<bool> Retention::carry_on(Run& run) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(run.rule.entity));
  RecordQuery query;
  query.filter = TRY(run.rule.due(*entity, run.before_ms));
  query.deleted = run.after_id.starts_with(kDeletedMark);
  const std::string after = query.deleted ? run.after_id.substr(1) : run.after_id;
  if (!after.empty()) query.filter.and_also(Filter::of({"id", FilterOp::gt, after}));
  query.sort = "id";
  query.limit = kRecordsAtOnce;
  auto read = parts_.database.read(
      [&](db::Session& session) { return parts_.records.store().list(session, *entity, query); });
  const RecordPage page = TRY(std::move(read));
  const auto keep_place = [&](const std::string& place) {
    run.after_id = place;
    return parts_.database.transaction([&](db::Session& session) {
      return keep_run(session, run.id, run.after_id, run.done, run.kept, run.failed);
    });
  };
  for (const Record& record : page.records) {
    TRY(treat(run.rule, *entity, record, run));
    // A record treated again after a kill -9 is found as it is: gone or cleared.
    TRY(keep_place(query.deleted ? kDeletedMark + record.id : record.id));
  }
  if (page.records.size() == static_cast<std::size_t>(kRecordsAtOnce)) return true;
  if (query.deleted) return false;
  TRY(keep_place(std::string(1, kDeletedMark)));
  return true;
}

// Whoever somebody was merged into decides for both.
Result<bool> Retention::is_merged(const Record& record) {
  return parts_.database.read([&](db::Session& session) -> Result<bool> {
    const auto into = TRY(parts_.records.store().merged_into(session, record.entity, record.id));
    return into.has_value();
  });
}

Status Retention::treat(const RetentionRule& rule, const Entity& entity, const Record& record,
                        Run& run) {
  const Principal system = Principal::system();
  const auto fields = TRY(due_fields(rule, record, run.before_ms));
  if (rule.action == RetentionRule::Action::clear && fields.empty()) return ok();
  Status done = ok();
  if (rule.action == RetentionRule::Action::erase) {
    if (record.deleted_at_ms && TRY(is_merged(record))) return ok();
    const auto erased = parts_.erasures.begin(system, record.id, "retention: " + rule.purpose);
    if (erased && erased->state != "done") {
      ++run.kept;
      return ok();
    }
    if (!erased) done = erased.error();
  } else if (rule.action == RetentionRule::Action::remove) {
    done = parts_.records.purge(system, entity.name, record.id);
  } else {
    done = clear(rule, entity, record, fields);
  }
  if (!done && done.error().code == ErrorCode::unavailable) return done;
  ++(done ? run.done : run.failed);
  return ok();
}

// Past the plugins' hooks: nobody may refuse it.
Status Retention::clear(const RetentionRule& rule, const Entity& entity, const Record& record,
                        const std::vector<std::string>& fields) {
  const Principal system = Principal::system();
  const SavePipeline steps = parts_.records.pipeline(entity, system);
  const RecordStore& store = parts_.records.store();
  Status cleared = parts_.database.transaction([&](db::Session& session) -> Status {
    std::vector<PendingSave> batch(1);
    PendingSave& save = batch.front();
    save.before = TRY(store.find(session, entity.name, record.id));
    const bool living = save.before.has_value();
    if (!living) save.before = TRY(store.find_deleted(session, entity.name, record.id));
    if (!save.before) return ok();
    save.after = *save.before;
    save.changes = Json::object();
    for (const std::string& field : fields) save.changes[field] = nullptr;
    steps.validate(batch);
    if (living && !save.problem) TRY(steps.write(session, batch, {{"retention", rule.purpose}}));
    if (save.problem) return *save.problem;
    if (living) return ok();
    ++save.after.version;
    save.after.updated_at_ms = parts_.clock.now_ms();
    TRY(store.update_deleted(session, *save.before, save.after));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(system),
                {{"update",
                  entity.name,
                  record.id,
                  {{"retention", rule.purpose}, {"fields", save.changed}}}});
  });
  if (cleared) parts_.outbox.announce();
  return cleared;
}

}  // namespace kontor::host

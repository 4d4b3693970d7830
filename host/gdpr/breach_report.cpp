#include <map>
#include <set>

#include "host/access/audit_link.hpp"
#include "host/gdpr/person_scope.hpp"
#include "host/gdpr/privacy_record.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kLinksAtOnce = 2000;

struct Touched {
  std::int64_t times = 0;
  std::set<std::string> actions;
  std::set<std::string> fields;
};

// What the entries of the window say, by person and by principal.
class BreachSums {
 public:
  explicit BreachSums(const Catalogue& catalogue) : catalogue_(catalogue) {}

  Status take(const AuditLink& link) {
    ++entries_;
    if (link.erased) {
      ++forgotten_;
      return ok();
    }
    Json& who = principals_[link.actor_kind + " " + link.actor];
    who["kind"] = link.actor_kind;
    who["id"] = link.actor;
    who["entries"] = who.value("entries", 0) + 1;
    const bool many = link.action == "read.bulk" || link.action == "export" ||
                      link.action == "alert.mass-read" || link.action == "plugin.export";
    const bool personal = link.entity == "person" || link.entity == "lead";
    if (!many && !personal && link.action != "login") return ok();
    const Json detail = link.detail.empty() ? Json::object() : TRY(parse_json(link.detail));
    if (link.action == "login") who["logins"].push_back(to_rfc3339(link.at_ms));
    if (many) {
      bulk_.push_back({{"at", to_rfc3339(link.at_ms)},
                       {"by", link.actor},
                       {"action", link.action},
                       {"entity", link.entity},
                       {"detail", detail}});
    }
    if (!personal || link.record_id.empty()) return ok();
    Touched& touched = people_[{link.entity, link.record_id}];
    ++touched.times;
    touched.actions.insert(link.action);
    for (const Json& field : detail.value("fields", Json::array()))
      if (field.is_string()) touched.fields.insert(field.get<std::string>());
    return ok();
  }

  Json report(const std::map<std::string, Json>& names) const {
    Json people = Json::array();
    for (const auto& [key, touched] : people_) {
      const auto name = names.find(key.second);
      people.push_back({{"entity", key.first},
                        {"id", key.second},
                        {"known_as", name == names.end() ? Json() : name->second},
                        {"times", touched.times},
                        {"actions", touched.actions},
                        {"fields", touched.fields},
                        {"classes", classes(key.first, touched.fields)}});
    }
    Json principals = Json::array();
    for (const auto& [key, who] : principals_) principals.push_back(who);
    return {{"entries", entries_},
            {"forgotten_entries", forgotten_},
            {"principals", std::move(principals)},
            {"people", std::move(people)},
            {"bulk", bulk_}};
  }
  std::vector<std::string> ids(const std::string& entity) const {
    std::vector<std::string> found;
    for (const auto& each : people_)
      if (each.first.first == entity) found.push_back(each.first.second);
    return found;
  }

 private:
  std::set<std::string> classes(const std::string& entity,
                                const std::set<std::string>& fields) const {
    std::set<std::string> found;
    const Entity* const known = catalogue_.find(entity);
    for (const std::string& name : fields) {
      const Field* const field = known == nullptr ? nullptr : known->find(name);
      if (field != nullptr && is_personal(*field)) found.insert(field->personal_data);
    }
    return found;
  }

  const Catalogue& catalogue_;
  std::int64_t entries_ = 0;
  std::int64_t forgotten_ = 0;
  std::map<std::string, Json> principals_;
  std::map<std::pair<std::string, std::string>, Touched> people_;
  Json bulk_ = Json::array();
};

}  // namespace

Result<Json> PrivacyRecord::breach(const Principal& actor, const Window& window) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(require_right(actor, "audit.read"));
  if (window.from_ms >= window.to_ms) {
    return Error{ErrorCode::invalid_argument, "from must be before to"};
  }
  const auto catalogue = parts_.records.definitions().now();
  BreachSums sums(*catalogue);
  const std::string sql =
      std::string("SELECT ") + kAuditColumns +
      " FROM audit_entry WHERE sequence > $1 AND at_ms >= $2 AND at_ms < $3 AND (actor = $4 OR $4 "
      "= '') ORDER BY sequence LIMIT $5";
  std::int64_t last = 0;
  std::int64_t seen = 0;
  for (bool more = true; more && seen < kEntriesMax;) {
    auto read = parts_.database.read([&](db::Session& session) {
      return session.query(sql, {last, window.from_ms, window.to_ms, window.actor, kLinksAtOnce});
    });
    const auto rows = TRY(std::move(read));
    more = rows.size() == static_cast<std::size_t>(kLinksAtOnce);
    for (const db::Row& row : rows) {
      const AuditLink link = read_audit_link(row);
      last = link.sequence;
      ++seen;
      TRY(sums.take(link));
    }
  }
  std::map<std::string, Json> names;
  for (const char* entity : {"person", "lead"}) {
    for (const std::string& id : sums.ids(entity)) {
      const auto record = parts_.records.get(Principal::system(), entity, id);
      if (!record) continue;
      Json known = Json::object();
      for (const char* field : {"name", "contact_name", "email", "phone"})
        if (record->fields.contains(field)) known[field] = record->fields[field];
      names[id] = std::move(known);
    }
  }
  TRY(parts_.database.transaction([&](db::Session& session) {
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{"privacy.breach-report", "", "", Json::object()}});
  }));
  Json report = sums.report(names);
  report["from"] = to_rfc3339(window.from_ms);
  report["to"] = to_rfc3339(window.to_ms);
  report["cut_off"] = seen >= kEntriesMax;
  return report;
}

}  // namespace kontor::host

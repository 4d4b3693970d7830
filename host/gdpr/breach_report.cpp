#include <map>
#include <set>

#include "host/access/audit_link.hpp"
#include "host/app/record_links.hpp"
#include "host/core/personal_data.hpp"
#include "host/gdpr/privacy_record.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kLinksAtOnce = 2000;

// Hidden ones too.
const Entity* kind_of(const Catalogue& catalogue, const std::string& name) {
  if (const Entity* const known = catalogue.find(name)) return known;
  const auto hidden = catalogue.hidden().find(name);
  return hidden == catalogue.hidden().end() ? nullptr : &hidden->second;
}

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
    const bool personal = is_about_people(link);
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

  // Who a record is: what it says of a name, and the persons it is about.
  struct Known {
    Json as = nullptr;
    std::vector<std::string> about = {};
  };
  Json report(const std::map<std::string, Known>& names) const {
    Json people = Json::array();
    for (const auto& [key, touched] : people_) {
      const auto name = names.find(key.second);
      const Known known = name == names.end() ? Known{} : name->second;
      people.push_back({{"entity", key.first},
                        {"id", key.second},
                        {"known_as", known.as},
                        {"about", known.about},
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
  std::vector<std::pair<std::string, std::string>> records() const {
    std::vector<std::pair<std::string, std::string>> found;
    found.reserve(people_.size());
    for (const auto& each : people_) found.push_back(each.first);
    return found;
  }

 private:
  // By the definitions of now; of a kind of record that is gone, by what was read in it.
  bool is_about_people(const AuditLink& link) const {
    if (link.entity == "person" || link.action == "read") return true;
    const Entity* const known = kind_of(catalogue_, link.entity);
    return known != nullptr && is_personal(*known);
  }
  std::set<std::string> classes(const std::string& entity,
                                const std::set<std::string>& fields) const {
    std::set<std::string> found;
    const Entity* const known = kind_of(catalogue_, entity);
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

// What a record, living or deleted, says of who it is about.
Result<BreachSums::Known> who_it_is(db::Session& session, const RecordStore& store,
                                    const Catalogue& catalogue, const std::string& kind,
                                    const std::string& id) {
  BreachSums::Known known;
  const Entity* const entity = kind_of(catalogue, kind);
  if (entity == nullptr) return known;
  auto record = TRY(store.find(session, kind, id));
  if (!record) record = TRY(store.find_deleted(session, kind, id));
  if (!record) return known;
  known.as = Json::object();
  for (const Field& field : entity->fields)
    if (tells_name(field) && record->fields.contains(field.name))
      known.as[field.name] = record->fields[field.name];
  if (kind == "person") return known;
  // A call on a deal is about whom the deal is about.
  const auto subject = record->fields.value("subject_entity", "");
  const Entity* const spoken = has_subject(*entity) ? kind_of(catalogue, subject) : nullptr;
  if (spoken != nullptr && subject != "person") {
    const auto other = TRY(store.find(session, subject, record->fields.value("subject", "")));
    if (other) known.about = persons_of(*spoken, *other);
  } else {
    known.about = persons_of(*entity, *record);
  }
  return known;
}

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
  std::map<std::string, BreachSums::Known> names;
  for (const auto& [kind, id] : sums.records()) {
    const std::string& entity = kind;
    const std::string& record = id;
    auto read = parts_.database.read([&](db::Session& session) {
      return who_it_is(session, parts_.records.store(), *catalogue, entity, record);
    });
    names[id] = TRY(std::move(read));
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

#include "host/app/tombstones.hpp"

#include <algorithm>
#include <map>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kMarksAtOnce = 500;

std::string in_lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

bool tells_who(const Field& field) {
  return field.personal_data == "contact" &&
         (field.type == FieldType::email || field.type == FieldType::phone);
}

Error was_erased(const std::string& field) {
  return Error{ErrorCode::conflict,
               field +
                   ": belongs to somebody who was erased at their wish; if they came back by "
                   "themselves, lift the block first (kontor gdpr lift)",
               to_text(Json{{"code", "person-was-erased"}, {"field", field}})};
}

}  // namespace

Tombstones::Tombstones(const std::string& secret)
    : key_(crypto::hmac_sha256(secret, "kontor tombstones 1")) {}

std::string Tombstones::mark_of(FieldType type, const std::string& value) const {
  const std::string kind = type == FieldType::email ? "email" : "phone";
  return hex_encode(crypto::hmac_sha256(key_, kind + ":" + in_lower_case(value)));
}

std::vector<std::string> Tombstones::marks_of(const Entity& entity, const Json& fields) const {
  std::vector<std::string> marks;
  for (const Field& field : entity.fields) {
    const auto value = fields.find(field.name);
    if (!tells_who(field) || value == fields.end() || !value->is_string()) continue;
    marks.push_back(mark_of(field.type, value->get<std::string>()));
  }
  return marks;
}

Status Tombstones::leave(db::Session& session, const std::string& person,
                         const std::string& erasure, const std::vector<std::string>& marks,
                         TimeMs now_ms) {
  known_ = Known::some;
  TRY(session.insert_rows("erased_person", {"person_id", "erasure_id", "erased_at_ms"},
                          {{person, erasure, now_ms}}, "ON CONFLICT DO NOTHING"));
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(marks.size());
  for (const std::string& mark : marks) rows.push_back({mark, person, now_ms});
  if (rows.empty()) return ok();
  return session.insert_rows("erased_mark", {"mark", "person_id", "erased_at_ms"}, rows,
                             "ON CONFLICT DO NOTHING");
}

Result<bool> Tombstones::any(db::Session& session) const {
  if (known_ == Known::nothing) {
    const auto row = TRY(session.query_row("SELECT 1 FROM erased_mark LIMIT 1"));
    // leave() may have said "some" meanwhile, and stays right.
    Known expected = Known::nothing;
    known_.compare_exchange_strong(expected, row ? Known::some : Known::none);
  }
  return known_ == Known::some;
}

Status Tombstones::check(db::Session& session, const Entity& entity,
                         std::vector<PendingSave>& batch) const {
  if (std::none_of(entity.fields.begin(), entity.fields.end(), tells_who)) return ok();
  if (!TRY(any(session))) return ok();
  std::map<std::string, std::vector<std::pair<PendingSave*, std::string>>> wanted;
  for (PendingSave& save : batch) {
    if (save.problem) continue;
    for (const Field& field : entity.fields) {
      const auto value = save.after.fields.find(field.name);
      const bool brings =
          tells_who(field) && value != save.after.fields.end() && value->is_string() &&
          std::find(save.changed.begin(), save.changed.end(), field.name) != save.changed.end();
      if (brings)
        wanted[mark_of(field.type, value->get<std::string>())].push_back({&save, field.name});
    }
  }
  std::vector<db::Value> marks;
  const auto look = [&]() -> Status {
    if (marks.empty()) return ok();
    for (const db::Row& row : TRY(session.query(
             "SELECT mark FROM erased_mark WHERE mark IN " + db::placeholders(1, marks.size()),
             marks))) {
      for (auto& [save, field] : wanted[row.text(0)]) save->problem = was_erased(field);
    }
    marks.clear();
    return ok();
  };
  for (const auto& each : wanted) {
    marks.emplace_back(each.first);
    if (marks.size() == kMarksAtOnce) TRY(look());
  }
  return look();
}

Result<std::int64_t> Tombstones::lift(db::Session& session, const std::vector<std::string>& marks) {
  if (marks.empty()) return 0;
  return session.execute(
      "DELETE FROM erased_mark WHERE mark IN " + db::placeholders(1, marks.size()),
      {marks.begin(), marks.end()});
}

Result<bool> Tombstones::is_erased(db::Session& session, const std::string& person) {
  return TRY(session.query_row("SELECT 1 FROM erased_person WHERE person_id = $1", {person}))
      .has_value();
}

Result<std::set<std::string>> Tombstones::erased_of(db::Session& session,
                                                    const std::vector<std::string>& persons) {
  std::set<std::string> erased;
  const std::vector<db::Value> values(persons.begin(), persons.end());
  for (const db::Row& row :
       TRY(session.query("SELECT person_id FROM erased_person WHERE person_id IN " +
                             db::placeholders(1, persons.size()),
                         values)))
    erased.insert(row.text(0));
  return erased;
}

}  // namespace kontor::host

#include <algorithm>

#include "base/crypto/hash.hpp"
#include "host/app/import_chunk.hpp"

// A dry run: everything an import does, taken back, so that no rule is written twice. What later
// rows must know of earlier ones is kept as hashed keys, not as records.
namespace kontor::host {

namespace {

// What may contradict one of the rules later.
std::string contradictions_of(const std::vector<MatchRule>& rules, const Json& fields) {
  Json kept = Json::object();
  for (const MatchRule& rule : rules) {
    for (const std::string& field : rule.unless) {
      if (fields.contains(field)) kept[field] = fields[field];
    }
  }
  return to_text(kept);
}

}  // namespace

Status ImportChunk::rehearse() {
  bool written = false;
  Status taken_back = context_.database.transaction([&](db::Session& session) -> Status {
    written = false;
    TRY(write(session));
    written = true;
    return Error{ErrorCode::conflict, "a dry run keeps nothing"};
  });
  if (written) return ok();
  return taken_back;
}

// Values that must be unique, named so that no match key is like them.
std::vector<std::string> ImportChunk::unique_keys_of(const Json& fields) const {
  std::vector<std::string> keys;
  for (const Field& field : context_.entity.fields) {
    if (!field.unique || !field.plugin.empty() || !fields.contains(field.name)) continue;
    keys.push_back("unique\n" + field.name + '\n' + to_text(fields[field.name]));
  }
  return keys;
}

Status ImportChunk::find_rehearsed(db::Session& session) {
  std::vector<std::string> hashes;
  for (const PendingSave& draft : drafts_) {
    if (draft.problem) continue;
    for (const auto& [rule, key] : keys_of(draft.after.fields))
      hashes.push_back(crypto::sha256_hex(key));
    for (const std::string& key : unique_keys_of(draft.after.fields))
      hashes.push_back(crypto::sha256_hex(key));
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  rehearsed_ = TRY(ImportTrailStore::known_keys(session, context_.job_id, hashes));
  return ok();
}

// As match() does for records: the same rules, on what is left of earlier rows.
bool ImportChunk::was_rehearsed(Line& line, const PendingSave& draft) const {
  for (const auto& [rule, key] : keys_of(draft.after.fields)) {
    const auto known = rehearsed_.find(crypto::sha256_hex(key));
    if (known == rehearsed_.end()) continue;
    const Json kept = Json::parse(known->second, nullptr, false);
    if (kept.is_object() && rule->contradicted(draft.after.fields, kept)) continue;
    line.part = context_.options.duplicates == DuplicateRule::skip ? Part::repeats : Part::updates;
    line.reason = reason_of(*rule, kEarlierRow);
    line.rehearsed = true;
    return true;
  }
  for (const std::string& key : unique_keys_of(draft.after.fields)) {
    if (!rehearsed_.contains(crypto::sha256_hex(key))) continue;
    const auto begin = key.find('\n') + 1;
    line.problem = key.substr(begin, key.find('\n', begin) - begin) +
                   ": an earlier row of the file has this value";
    return true;
  }
  return false;
}

Status ImportChunk::keep_keys(db::Session& session) const {
  std::map<std::string, std::string> keys;
  for (const PendingSave& save : saves_) {
    if (save.problem || save.before) continue;
    const std::string kept = contradictions_of(rules_, save.after.fields);
    for (const auto& [rule, key] : keys_of(save.after.fields))
      keys.emplace(crypto::sha256_hex(key), kept);
    for (const std::string& key : unique_keys_of(save.after.fields))
      keys.emplace(crypto::sha256_hex(key), kept);
  }
  return ImportTrailStore::add_keys(session, context_.job_id, keys);
}

std::vector<ImportChange> ImportChunk::changes(std::int64_t sequence) const {
  std::vector<ImportChange> made;
  if (!failure_.empty()) return made;
  for (const PendingSave& save : organisations_) {
    if (save.problem || save.before) continue;
    made.push_back({sequence++, "organisation", save.after.id, save.after.version, nullptr});
  }
  for (const PendingSave& save : saves_) {
    if (save.problem || !save.before || save.changed.empty()) continue;
    Json changes = Json::object();
    for (const std::string& field : save.changed) {
      const auto value = [&](const Json& fields) {
        const auto found = fields.find(field);
        return found == fields.end() ? Json() : *found;
      };
      changes[field] = Json::array({value(save.before->fields), value(save.after.fields)});
    }
    made.push_back(
        {sequence++, save.after.entity, save.after.id, save.after.version, std::move(changes)});
  }
  return made;
}

}  // namespace kontor::host

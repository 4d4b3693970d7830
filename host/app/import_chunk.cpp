#include "host/app/import_chunk.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "host/core/import_values.hpp"
#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

PhoneDefaults phone_defaults(const ImportChunk::Context& context) {
  PhoneDefaults defaults = context.records.phone_defaults();
  if (!context.options.region.empty()) {
    defaults.region = context.options.region;
    defaults.area_code.clear();
  }
  return defaults;
}

// The rules a row of this file can satisfy: what it has no column for costs a row nothing.
std::vector<MatchRule> rules_for(const Entity& entity, const ImportOptions& options) {
  std::set<std::string> mapped;
  for (const auto& [header, field] : options.mapping) mapped.insert(field);
  const auto comes = [&](const std::string& name) {
    const Field* const field = entity.find(name);
    if (field == nullptr) return false;
    if (mapped.contains(name) || !field->default_value.is_null()) return true;
    return field->computed && std::any_of(entity.name_parts.begin(), entity.name_parts.end(),
                                          [&](const auto& part) { return mapped.contains(part); });
  };
  const auto chosen = chosen_rules(entity, options.match);
  std::vector<MatchRule> rules = options.match.empty() || !chosen ? match_rules(entity) : *chosen;
  std::erase_if(rules, [&](const MatchRule& rule) {
    return rule.complete ? !std::all_of(rule.fields.begin(), rule.fields.end(), comes)
                         : !comes(rule.fields.front());
  });
  return rules;
}

const Field kCreatedAt = [] {
  Field field;
  field.name = "created_at";
  field.type = FieldType::time;
  return field;
}();

}  // namespace

Status check_match(const Entity& entity, const ImportOptions& options) {
  if (options.match.empty()) return ok();
  const auto chosen = TRY(chosen_rules(entity, options.match));
  if (rules_for(entity, options).size() == chosen.size()) return ok();
  return Error{ErrorCode::invalid_argument,
               "match: the file has no column for every field of " + options.match};
}

ImportChunk::ImportChunk(const Context& context)
    : context_(context),
      rules_(rules_for(context.entity, context.options)),
      pipeline_(context.records.pipeline(context.entity, context.actor, phone_defaults(context))),
      organisation_pipeline_(context.records.pipeline(*context.catalogue.find("organisation"),
                                                      context.actor, phone_defaults(context))) {}

ImportChunk::Line ImportChunk::read_row(const NumberedRow& row) const {
  Line line;
  line.row = row.row;
  line.problem = row.data.problem;
  if (!line.problem.empty()) return line;
  std::string currency = context_.options.currency;
  std::map<std::string, const std::string*> cells;  // By field.
  for (std::size_t i = 0; i < row.data.cells.size(); ++i) {
    const std::string& cell = row.data.cells[i];
    if (i >= context_.headers.size()) {
      if (trimmed_cell(cell).empty()) continue;
      line.problem = "more fields than the header has";
      return line;
    }
    const auto mapped = context_.options.mapping.find(context_.headers[i]);
    if (mapped != context_.options.mapping.end()) cells.emplace(mapped->second, &cell);
  }
  if (const auto cell = cells.find("currency"); cell != cells.end()) {
    if (std::string text = trimmed_cell(*cell->second); !text.empty()) currency = std::move(text);
  }
  for (const auto& [name, cell] : cells) {
    if (name == "currency") continue;
    const Field* const field = name == "created_at" ? &kCreatedAt : context_.entity.find(name);
    if (field == nullptr) continue;
    const auto value = value_of_cell(*field, *cell, currency);
    if (!value) {
      line.problem = value.error().message;
      return line;
    }
    if (value->is_null()) continue;
    if (field == &kCreatedAt) {
      const auto time = parse_rfc3339(value->get<std::string>());
      if (time) line.created_at_ms = *time;
    } else if (field->type == FieldType::reference) {
      line.references.emplace(name, value->get<std::string>());
    } else {
      line.changes[name] = *value;
    }
  }
  return line;
}

void ImportChunk::read(const std::vector<NumberedRow>& rows) {
  lines_.reserve(rows.size());
  for (const NumberedRow& row : rows) lines_.push_back(read_row(row));
  // What names other records waits for them to be looked up.
  const bool refers = std::any_of(lines_.begin(), lines_.end(),
                                  [](const Line& line) { return !line.references.empty(); });
  if (!refers) draft();
}

Status ImportChunk::look_ahead() {
  if (drafts_.empty() || pipeline_.asks_hooks()) return ok();
  TRY(find_existing());
  has_looked_ = true;
  return ok();
}

Status ImportChunk::prepare(const ImportChunk* before) {
  if (drafts_.empty()) {
    TRY(context_.database.read([&](db::Session& session) { return look_up_references(session); }));
    draft();
  }
  count_phones();
  if (!has_looked_ || (before != nullptr && may_repeat(*before))) TRY(find_existing());
  if (context_.options.dry_run) {
    TRY(context_.database.read([&](db::Session& session) { return find_rehearsed(session); }));
  }
  plan();
  keep_used_organisations();
  organisation_pipeline_.validate(organisations_);
  Status asked = organisation_pipeline_.run_hooks(organisations_);
  if (asked) asked = pipeline_.run_hooks(saves_);
  if (!asked) failure_ = asked.error().message;
  return ok();
}

void ImportChunk::draft() {
  drafts_.resize(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    drafts_[i].after.id = context_.ids.next();
    drafts_[i].after.entity = context_.entity.name;
    drafts_[i].after.created_at_ms = lines_[i].created_at_ms.value_or(0);
    drafts_[i].changes = std::move(lines_[i].changes);
    if (!lines_[i].problem.empty()) {
      drafts_[i].problem = Error{ErrorCode::invalid_argument, lines_[i].problem};
    }
  }
  pipeline_.validate(drafts_);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (drafts_[i].problem) lines_[i].problem = drafts_[i].problem->message;
    lines_[i].keys = keys_of(drafts_[i].after.fields);
  }
}

// What one of rules_ takes for the same; empty: it says nothing of these fields. A flagged number
// is no key: "12-34-56" belongs to somebody in every city. What stands beside the first field
// is compared folded: colleagues share a switchboard's number, not their names. An organisation
// that the file brings is known by its name, since a dry run makes it anew in every chunk.
std::string ImportChunk::key_of(const MatchRule& rule, const Json& fields) const {
  const std::string& first = rule.fields.front();
  const std::string value = compared(fields, first);
  if (value.empty() || fields.contains(first + "_flag")) return "";
  std::string key = std::to_string(&rule - rules_.data()) + '\n' + value;
  for (auto beside = rule.fields.begin() + 1; beside != rule.fields.end(); ++beside) {
    const std::string also = compared(fields, *beside);
    if (also.empty() && rule.complete) return "";
    const auto made = new_names_.find(also);
    key += '\n' + (made == new_names_.end() ? fold_for_search(also) : "new " + made->second);
  }
  return key;
}

ImportChunk::Keys ImportChunk::keys_of(const Json& fields) const {
  Keys keys;
  for (const MatchRule& rule : rules_) {
    if (std::string key = key_of(rule, fields); !key.empty())
      keys.emplace_back(&rule, std::move(key));
  }
  return keys;
}

bool ImportChunk::may_repeat(const ImportChunk& before) const {
  std::unordered_set<std::string> changed;  // Keys that records have since `before`.
  for (const PendingSave& save : before.saves_) {
    if (!save.before) continue;
    for (auto& [rule, key] : keys_of(save.after.fields)) changed.insert(std::move(key));
  }
  for (const Line& line : lines_) {
    for (const auto& [rule, key] : line.keys)
      if (before.planned_.contains(key) || changed.contains(key)) return true;
  }
  return std::any_of(existing_.begin(), existing_.end(),
                     [&](const auto& known) { return before.planned_.contains(known.second.id); });
}

Status ImportChunk::find_existing() {
  existing_.clear();
  return context_.database.read([&](db::Session& session) { return find_existing(session); });
}

// Records that the rule may take for one of the rows which no rule before it has found.
Result<std::vector<Record>> ImportChunk::find_by(db::Session& session,
                                                 const MatchRule& rule) const {
  const std::string& field = rule.fields.front();
  const bool phone = context_.entity.find(field)->type == FieldType::phone;
  const bool pair = rule.complete && rule.fields.size() > 1;
  std::vector<std::string> values;
  std::vector<Json> beside;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Json& fields = drafts_[i].after.fields;
    if (drafts_[i].problem || (pair && key_of(rule, fields).empty())) continue;
    if (pair && std::any_of(lines_[i].keys.begin(), lines_[i].keys.end(),
                            [&](const auto& key) { return existing_.contains(key.second); }))
      continue;
    std::string value = fields.contains(field + "_flag") ? "" : compared(fields, field);
    if (phone) value = phone_match_key(value);
    if (value.empty()) continue;
    values.push_back(std::move(value));
    if (pair) beside.push_back(fields[rule.fields[1]]);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const RecordStore& store = context_.records.store();
  const std::string& entity = context_.entity.name;
  if (!pair) return store.find_by_key(session, entity, field, values);
  std::sort(beside.begin(), beside.end());
  beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
  return store.find_by_pair(session, entity, field, values, {rule.fields[1], beside});
}

Status ImportChunk::find_existing(db::Session& session) {
  for (const MatchRule& rule : rules_) {
    for (Record& record : TRY(find_by(session, rule))) {
      for (const auto& [by, key] : keys_of(record.fields)) existing_.emplace(key, record);
    }
  }
  return ok();
}

// One number may serve several people, as one name may: another address means another person.
ImportChunk::Match ImportChunk::match(const Line& line, const PendingSave& draft) const {
  for (const auto& [rule, key] : line.keys) {
    const auto known = existing_.find(key);
    if (known != existing_.end()) {
      if (rule->contradicted(draft.after.fields, known->second.fields)) continue;
      const auto place = planned_.find(known->second.id);
      return {place == planned_.end() ? kNone : place->second, &known->second, rule};
    }
    const auto planned = planned_.find(key);
    if (planned == planned_.end()) continue;
    if (rule->contradicted(draft.after.fields, saves_[planned->second].after.fields)) continue;
    return {planned->second, nullptr, rule};
  }
  return {};
}

void ImportChunk::plan() {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    if (!line.problem.empty()) continue;
    const Match found = match(line, drafts_[i]);
    if (found.record != nullptr || found.save != kNone) {
      const bool skip = context_.options.duplicates == DuplicateRule::skip;
      skip ? repeat(line, found) : update(line, found, drafts_[i].changes);
      continue;
    }
    if (context_.options.dry_run && was_rehearsed(line, drafts_[i])) continue;
    line.save = saves_.size();
    for (const auto& [rule, key] : line.keys) planned_.emplace(key, line.save);
    saves_.push_back(std::move(drafts_[i]));
  }
  drafts_.clear();
}

void ImportChunk::repeat(Line& line, const Match& found) {
  line.part = Part::repeats;
  line.save = found.save;
  if (found.record != nullptr) line.known_as = found.record->id;
  line.reason =
      reason_of(*found.rule, found.record != nullptr ? "a record that was there" : kEarlierRow);
}

std::string ImportChunk::reason_of(const MatchRule& rule, const char* where) {
  return "same " + rule.named() + " as " + where;
}

// Cells that are empty clear nothing, and a merge fills only what the record lacks.
void ImportChunk::update(Line& line, const Match& found, const Json& changes) {
  std::vector<PendingSave> one(1);
  const bool first = found.save == kNone;
  one[0].before = first ? *found.record : saves_[found.save].after;
  one[0].after = *one[0].before;
  one[0].changes = changes;
  if (context_.options.duplicates == DuplicateRule::merge) {
    for (const auto& [name, value] : one[0].before->fields.items()) one[0].changes.erase(name);
  }
  pipeline_.validate(one);
  if (one[0].problem) {
    line.problem = one[0].problem->message;
  } else if (!one[0].changed.empty() && first) {
    line.part = Part::updates;
    line.save = saves_.size();
    planned_.emplace(found.record->id, line.save);
    saves_.push_back(std::move(one[0]));
  } else if (!one[0].changed.empty()) {
    line.part = Part::updates;
    line.save = found.save;
    saves_[found.save].after.fields = std::move(one[0].after.fields);
  } else {
    repeat(line, found);
  }
}

void ImportChunk::count_phones() {
  for (const PendingSave& draft : drafts_) {
    const Json& fields = draft.after.fields;
    if (draft.problem || !fields.contains("phone_entered")) continue;
    const std::string flag = compared(fields, "phone_flag");
    if (flag.empty()) ++phones_.phones_normalised;
    if (flag == "incomplete" || flag == "invalid") ++phones_.phones_flagged;
    if (flag == "short") ++phones_.phones_as_entered;
  }
}

Status ImportChunk::write(db::Session& session) {
  if (!failure_.empty()) return ok();
  const Json context{{"import", context_.job_id}};
  TRY(organisation_pipeline_.write(session, organisations_, context));
  return pipeline_.write(session, saves_, context);
}

ImportRow ImportChunk::outcome_of(const Line& line) const {
  if (!line.problem.empty()) return {line.row, "invalid", line.problem, ""};
  if (line.rehearsed)
    return {line.row, line.part == Part::updates ? "updated" : "duplicate", line.reason, ""};
  if (line.save == kNone) return {line.row, "duplicate", line.reason, line.known_as};
  if (!failure_.empty()) return {line.row, "failed", failure_, ""};
  const PendingSave& save = saves_[line.save];
  if (save.problem) {
    const bool own = line.part == Part::makes || save.before;
    if (!own)
      return {line.row, "failed",
              "the earlier row it repeats was refused: " + save.problem->message, ""};
    const bool invalid = save.problem->code == ErrorCode::invalid_argument;
    return {line.row, invalid ? "invalid" : "failed", save.problem->message, ""};
  }
  switch (line.part) {
    case Part::makes:
      return {line.row, "created", "", context_.options.dry_run ? "" : save.after.id};
    case Part::updates:
      return {line.row, "updated", "", save.after.id};
    case Part::repeats:
      return {line.row, "duplicate", line.reason,
              context_.options.dry_run && !save.before ? "" : save.after.id};
  }
  return {line.row, "failed", "", ""};
}

std::vector<ImportRow> ImportChunk::outcomes() const {
  std::vector<ImportRow> rows;
  rows.reserve(lines_.size());
  for (const Line& line : lines_) rows.push_back(outcome_of(line));
  return rows;
}

void ImportChunk::add_to(ImportCounts& counts) const {
  for (const ImportRow& row : outcomes()) {
    ++counts.read;
    counts.created += row.outcome == "created" ? 1 : 0;
    counts.updated += row.outcome == "updated" ? 1 : 0;
    counts.duplicate += row.outcome == "duplicate" ? 1 : 0;
    counts.invalid += row.outcome == "invalid" ? 1 : 0;
    counts.failed += row.outcome == "failed" ? 1 : 0;
  }
  counts.phones_normalised += phones_.phones_normalised;
  counts.phones_flagged += phones_.phones_flagged;
  counts.phones_as_entered += phones_.phones_as_entered;
}

}  // namespace kontor::host

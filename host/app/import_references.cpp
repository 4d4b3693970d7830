#include <algorithm>
#include <set>

#include "host/app/import_chunk.hpp"
#include "host/core/import_values.hpp"

namespace kontor::host {

namespace {

std::string lower_ascii(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// How a person may be named in a file: by e-mail, by phone, by name.
const char* person_field(const std::string& text) {
  if (text.find('@') != std::string::npos) return "email";
  const bool digits = text.find_first_not_of("0123456789+-() ./") == std::string::npos;
  return digits ? "phone" : "name";
}

}  // namespace

Status ImportChunk::look_up_references(db::Session& session) {
  for (const Field& field : context_.entity.fields) {
    if (field.type != FieldType::reference) continue;
    const bool used = std::any_of(lines_.begin(), lines_.end(), [&](const Line& line) {
      return line.references.contains(field.name);
    });
    if (!used) continue;
    if (field.target == "organisation") {
      TRY(look_up_organisations(session, field));
    } else if (field.target == "person") {
      TRY(look_up_persons(session, field));
    } else if (field.target == "user") {
      TRY(look_up_users(session, field));
    } else {
      TRY(look_up_by_title(session, field));
    }
  }
  return ok();
}

// Ids by the text of the cell; what is not among them is the row's problem.
void ImportChunk::put_references(const Field& field, const std::map<std::string, std::string>& ids,
                                 const char* what) {
  for (Line& line : lines_) {
    const auto text = line.references.find(field.name);
    if (text == line.references.end() || !line.problem.empty()) continue;
    const auto id = ids.find(text->second);
    if (id != ids.end()) {
      line.changes[field.name] = id->second;
    } else {
      line.problem = field.name + ": no " + what + ": " + text->second.substr(0, 80);
    }
  }
}

// Unknown organisations are made, if the importer may.
Status ImportChunk::look_up_organisations(db::Session& session, const Field& field) {
  std::set<std::string> names;
  for (const Line& line : lines_) {
    const auto text = line.references.find(field.name);
    if (text != line.references.end() && line.problem.empty()) names.insert(text->second);
  }
  std::map<std::string, std::string> ids;
  for (const Record& record : TRY(context_.records.store().find_by_key(
           session, "organisation", "name", {names.begin(), names.end()}))) {
    ids.emplace(record.fields.value("name", ""), record.id);
  }
  if (context_.actor.rights->may_field("organisation", Verb::create, "name")) {
    for (const std::string& name : names) {
      if (ids.contains(name)) continue;
      const auto made = new_organisations_.emplace(name, context_.ids.next()).first;
      new_names_.emplace(made->second, name);
      ids.emplace(name, made->second);
    }
  }
  put_references(field, ids, "organisation of this name");
  return ok();
}

Status ImportChunk::look_up_persons(db::Session& session, const Field& field) {
  std::map<std::string, std::map<std::string, std::string>> wanted;  // Field → key → cell.
  for (const Line& line : lines_) {
    const auto cell = line.references.find(field.name);
    if (cell == line.references.end()) continue;
    const std::string by = person_field(cell->second);
    std::string key = by == "email" ? lower_ascii(cell->second) : cell->second;
    if (by == "phone") {
      const PhoneDefaults defaults{context_.options.region.empty()
                                       ? context_.records.phone_defaults().region
                                       : context_.options.region,
                                   context_.records.phone_defaults().area_code};
      key = phone_match_key(normalise_phone(cell->second, defaults).number);
    }
    if (!key.empty()) wanted[by].emplace(key, cell->second);
  }
  std::map<std::string, std::string> ids;
  for (const auto& [by, cells] : wanted) {
    std::vector<std::string> keys;
    for (const auto& [key, cell] : cells) keys.push_back(key);
    for (const Record& record :
         TRY(context_.records.store().find_by_key(session, "person", by, keys))) {
      std::string key = record.fields.value(by, "");
      if (by == "phone") key = phone_match_key(key);
      const auto cell = cells.find(key);
      if (cell != cells.end()) ids.emplace(cell->second, record.id);
    }
  }
  // The same address written two ways stands for one person.
  for (const Line& line : lines_) {
    const auto cell = line.references.find(field.name);
    if (cell == line.references.end() || ids.contains(cell->second)) continue;
    const auto same = wanted["email"].find(lower_ascii(cell->second));
    if (same == wanted["email"].end() || !ids.contains(same->second)) continue;
    ids.emplace(cell->second, ids[same->second]);
  }
  put_references(field, ids, "such person");
  return ok();
}

Status ImportChunk::look_up_users(db::Session& session, const Field& field) {
  std::map<std::string, std::string> ids;
  std::map<std::string, std::string> by_email;
  for (const db::Row& row : TRY(session.query("SELECT email, id FROM account_user"))) {
    by_email.emplace(row.text(0), row.text(1));
  }
  for (const Line& line : lines_) {
    const auto cell = line.references.find(field.name);
    if (cell == line.references.end()) continue;
    const auto user = by_email.find(lower_ascii(cell->second));
    if (user != by_email.end()) ids.emplace(cell->second, user->second);
  }
  put_references(field, ids, "user with this e-mail address");
  return ok();
}

// Any other record, by what stands in lists for it; of several with one title the oldest.
Status ImportChunk::look_up_by_title(db::Session& session, const Field& field) {
  const auto catalogue = context_.records.definitions().now();
  const Entity* const target = TRY(catalogue->require(field.target));
  std::set<std::string> titles;
  for (const Line& line : lines_) {
    const auto text = line.references.find(field.name);
    if (text != line.references.end() && line.problem.empty()) titles.insert(text->second);
  }
  std::map<std::string, std::string> ids;
  for (const Record& record : TRY(context_.records.store().find_by_key(
           session, field.target, target->title_field, {titles.begin(), titles.end()}))) {
    ids.emplace(record.fields.value(target->title_field, ""), record.id);
  }
  put_references(field, ids, "record of this title");
  return ok();
}

void ImportChunk::keep_used_organisations() {
  std::set<std::string> used;
  for (const PendingSave& save : saves_) {
    for (const Field& field : context_.entity.fields) {
      if (field.target != "organisation" || !save.after.fields.contains(field.name)) continue;
      used.insert(save.after.fields[field.name].get<std::string>());
    }
  }
  for (const auto& [name, id] : new_organisations_) {
    if (!used.contains(id)) continue;
    PendingSave save;
    save.after.id = id;
    save.after.entity = "organisation";
    save.changes = {{"name", name}};
    organisations_.push_back(std::move(save));
  }
}

}  // namespace kontor::host

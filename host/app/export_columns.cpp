#include "host/app/export_columns.hpp"

#include <set>

#include "host/app/record_titles.hpp"

namespace kontor::host {

namespace {

bool may_export(const Principal& principal, const Entity& entity, const std::string& field) {
  return principal.rights->may_field(entity.name, Verb::read, field);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

Result<ExportColumns> ExportColumns::create(const Principal& principal, const Entity& entity,
                                            TableFormat format,
                                            const std::vector<std::string>& fields) {
  ExportColumns columns(entity, format);
  if (fields.empty()) {
    for (const Field& field : entity.fields) {
      if (may_export(principal, entity, field.name)) columns.fields_.push_back(field);
    }
  }
  for (const std::string& name : fields) {
    const Field* const field = entity.find(name);
    if (field == nullptr)
      return Error{ErrorCode::invalid_argument, entity.name + " has no field " + name};
    TRY(require_field(principal, entity.name, Verb::read, name));
    columns.fields_.push_back(*field);
  }
  columns.names_ = {"id", "created_at", "updated_at"};
  for (const Field& field : columns.fields_) {
    columns.names_.push_back(field.name);
    if (format == TableFormat::json) continue;
    if (field.type == FieldType::money) columns.names_.push_back(field.name + "_currency");
    if (field.type == FieldType::reference) columns.names_.push_back(field.name + "_id");
  }
  return columns;
}

Result<std::string> ExportColumns::user_title(Accounts& accounts, const std::string& id) {
  const auto known = users_.find(id);
  if (known != users_.end()) return known->second;
  const auto user = accounts.user(id);
  return users_.emplace(id, user ? user->email : "").first->second;
}

Result<ExportColumns::Titles> ExportColumns::titles(Records& records, Accounts& accounts,
                                                    const Principal& principal,
                                                    const std::vector<Record>& page) {
  std::map<std::string, std::set<std::string>> wanted;
  for (const Field& field : fields_) {
    if (field.type != FieldType::reference) continue;
    for (const Record& record : page) {
      const auto value = record.fields.find(field.name);
      if (value != record.fields.end() && value->is_string())
        wanted[field.target].insert(value->get<std::string>());
    }
  }
  Titles found;
  for (const auto& [target, ids] : wanted) {
    if (target == "user") {
      for (const std::string& id : ids) found[target][id] = TRY(user_title(accounts, id));
      continue;
    }
    found[target] = TRY(record_titles(records, principal, target, ids));
  }
  return found;
}

void ExportColumns::add(const Field& field, const Json& fields, const Titles& titles,
                        std::vector<Json>& row) const {
  const auto found = fields.find(field.name);
  const bool is_set = found != fields.end();
  if (format_ == TableFormat::json) {
    row.push_back(is_set ? *found : Json());
  } else if (field.type == FieldType::money) {
    // Kept in hundredths of every currency.
    row.push_back(is_set ? Json(static_cast<double>(found->at("amount").get<std::int64_t>()) / 100)
                         : Json());
    row.push_back(is_set ? found->at("currency") : Json());
  } else if (field.type == FieldType::reference) {
    const std::string id = is_set ? found->get<std::string>() : "";
    const auto target = titles.find(field.target);
    const bool known = target != titles.end() && target->second.contains(id);
    row.push_back(known ? text_or_null(target->second.at(id)) : Json());
    row.push_back(text_or_null(id));
  } else {
    row.push_back(is_set ? *found : Json());
  }
}

Result<std::vector<std::vector<Json>>> ExportColumns::rows(Records& records, Accounts& accounts,
                                                           const Principal& principal,
                                                           const std::vector<Record>& page) {
  Titles names;
  if (format_ != TableFormat::json) names = TRY(titles(records, accounts, principal, page));
  std::vector<std::vector<Json>> rows;
  rows.reserve(page.size());
  for (const Record& record : page) {
    std::vector<Json> row{record.id, to_rfc3339(record.created_at_ms),
                          to_rfc3339(record.updated_at_ms)};
    for (const Field& field : fields_) add(field, record.fields, names, row);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace kontor::host

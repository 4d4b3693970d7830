#include "host/store/record_layout.hpp"

#include <algorithm>

#include "host/core/calendar_date.hpp"
#include "host/core/phone.hpp"
#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kFixedColumns = 6;  // Of the selection: id … deleted_at_ms.
constexpr std::size_t kSearchBytesMax = 16384;

bool is_textual(FieldType type) {
  switch (type) {
    case FieldType::number:
    case FieldType::money:
    case FieldType::date:
    case FieldType::time:
    case FieldType::boolean:
    case FieldType::multi_choice:
      return false;
    default:
      return true;
  }
}

const Json* member(const Json& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() || found->is_null() ? nullptr : &*found;
}

// A short or incomplete number is matched by what was entered.
std::string match_key(const Json& fields, const std::string& field) {
  for (const std::string& name : {field, field + "_entered"}) {
    if (const Json* const text = member(fields, name)) {
      return phone_match_key(text->get_ref<const std::string&>().substr(0, 100));
    }
  }
  return "";
}

}  // namespace

std::string sql_name(std::string_view name) { return "\"" + std::string(name) + "\""; }

Json stored_to_json(FieldType type, const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return nullptr;
  switch (type) {
    case FieldType::date:
      return to_date_text(row.integer(column));
    case FieldType::time:
      return to_rfc3339(row.integer(column));
    case FieldType::boolean:
      return row.integer(column) != 0;
    case FieldType::money:
      return row.integer(column);
    case FieldType::number: {
      const double number = row.real(column);
      const bool whole = number >= -9e15 && number <= 9e15 &&
                         static_cast<double>(static_cast<std::int64_t>(number)) == number;
      return whole ? Json(static_cast<std::int64_t>(number)) : Json(number);
    }
    case FieldType::multi_choice:
      return Json::parse(row.text(column), nullptr, false);
    default:
      return row.text(column);
  }
}

db::Value json_to_stored(FieldType type, const Json& value) {
  if (value.is_null()) return {};
  switch (type) {
    case FieldType::date:
    case FieldType::time: {
      const auto text = value.get<std::string>();
      const auto time = text.size() == 10 ? parse_date(text) : parse_rfc3339(text);
      if (!time) return {};
      return *time;
    }
    case FieldType::boolean:
      return std::int64_t{value.get<bool>() ? 1 : 0};
    case FieldType::money:
      if (value.is_number_integer()) return value.get<std::int64_t>();
      return value.get<double>();
    case FieldType::number:
      return value.get<double>();
    case FieldType::multi_choice:
      return to_text(value);
    default:
      return value.get<std::string>();
  }
}

RecordLayout::RecordLayout(const Entity& entity)
    : entity_(entity.name), table_(table_of(entity.name)) {
  for (const Field& field : entity.fields) {
    if (!field.plugin.empty()) continue;
    if (field.type == FieldType::money) {
      columns_.push_back({field.name + "_amount", field.name, field.type, Part::amount});
      columns_.push_back({field.name + "_currency", field.name, field.type, Part::currency});
    } else {
      columns_.push_back({field.name, field.name, field.type, Part::value});
    }
    if (field.type == FieldType::phone) {
      columns_.push_back({field.name + "_key", field.name, field.type, Part::match_key});
      phones_.push_back(field.name);
    }
    if (field.searchable && field.type != FieldType::phone && is_textual(field.type)) {
      searchable_.push_back(field.name);
    }
  }
  names_ = {"id", "version", "created_at_ms", "updated_at_ms", "extra", "search_text"};
  selection_ = "id, version, created_at_ms, updated_at_ms, extra, deleted_at_ms";
  for (const Column& column : columns_) {
    names_.push_back(sql_name(column.name));
    if (column.part != Part::match_key) selection_ += ", " + sql_name(column.name);
  }
}

const RecordLayout::Column* RecordLayout::find(std::string_view field, Part part) const {
  for (const Column& column : columns_) {
    if (column.field == field && column.part == part) return &column;
  }
  return nullptr;
}

bool RecordLayout::is_phone(std::string_view field) const {
  return find(field, Part::match_key) != nullptr;
}

std::string RecordLayout::search_text(const Record& record) const {
  std::string text;
  for (const std::string& name : searchable_) {
    if (const Json* const value = member(record.fields, name)) {
      text += value->get_ref<const std::string&>().substr(0, kSearchBytesMax) + " ";
    }
  }
  std::string folded = fold_for_search(text);
  for (const std::string& name : phones_) {
    const Json* const number = member(record.fields, name);
    const std::string word = number == nullptr ? "" : phone_word(number->get<std::string>());
    if (!word.empty()) folded += " " + word;
  }
  return folded;
}

bool RecordLayout::is_found_alike(const Record& one, const Record& other) const {
  const auto same = [&](const std::string& name) {
    const Json* const here = member(one.fields, name);
    const Json* const there = member(other.fields, name);
    return here == nullptr || there == nullptr ? here == there : *here == *there;
  };
  return std::ranges::all_of(searchable_, same) && std::ranges::all_of(phones_, same);
}

std::string RecordLayout::phone_words_sql() const {
  std::string mark = phone_word("+" + std::string(kPhoneBeginning, '0'));
  mark.resize(mark.size() - kPhoneBeginning);
  const std::string digits = std::to_string(kPhoneBeginning);
  std::string sql;
  for (const std::string& name : phones_) {
    const std::string column = sql_name(name);
    sql += (sql.empty() ? "" : " || ") + ("(CASE WHEN substr(" + column);
    sql += ", 1, 1) = '+' AND length(" + column + ") > " + digits + " THEN ' " + mark +
           "' || substr(" + column + ", 2, " + digits + ") ELSE '' END)";
  }
  return sql;
}

std::vector<db::Value> RecordLayout::values(const Record& record, std::string search_text) const {
  const Json& fields = record.fields;
  Json extra = Json::object();
  for (const auto& [name, value] : fields.items()) {
    if (find(name) == nullptr && find(name, Part::amount) == nullptr) extra[name] = value;
  }
  std::vector<db::Value> values;
  values.reserve(names_.size());
  values.emplace_back(record.id);
  values.emplace_back(record.version);
  values.emplace_back(record.created_at_ms);
  values.emplace_back(record.updated_at_ms);
  values.emplace_back(extra.empty() ? std::string("{}") : to_text(extra));
  values.emplace_back(std::move(search_text));
  for (const Column& column : columns_) {
    const Json* const value = member(fields, column.field);
    if (column.part == Part::match_key) {
      std::string key = match_key(fields, column.field);
      values.emplace_back();
      if (!key.empty()) values.back() = std::move(key);
    } else if (value == nullptr) {
      values.emplace_back(std::monostate{});
    } else if (column.part == Part::amount) {
      values.emplace_back(value->at("amount").get<std::int64_t>());
    } else if (column.part == Part::currency) {
      values.emplace_back(value->at("currency").get<std::string>());
    } else {
      values.push_back(json_to_stored(column.type, *value));
    }
  }
  return values;
}

Record RecordLayout::read(const db::Row& row) const {
  Record record;
  record.entity = entity_;
  record.id = row.text(0);
  record.version = row.integer(1);
  record.created_at_ms = row.integer(2);
  record.updated_at_ms = row.integer(3);
  const std::string extra = row.text(4);
  if (extra != "{}") record.fields = Json::parse(extra, nullptr, false);
  if (!record.fields.is_object()) record.fields = Json::object();
  if (!row.is_null(5)) record.deleted_at_ms = row.integer(5);
  std::size_t at = kFixedColumns;
  for (const Column& column : columns_) {
    if (column.part == Part::match_key) continue;
    if (!row.is_null(at)) {
      if (column.part == Part::amount) {
        record.fields[column.field]["amount"] = row.integer(at);
      } else if (column.part == Part::currency) {
        record.fields[column.field]["currency"] = row.text(at);
      } else {
        record.fields[column.field] = stored_to_json(column.type, row, at);
      }
    }
    ++at;
  }
  return record;
}

}  // namespace kontor::host

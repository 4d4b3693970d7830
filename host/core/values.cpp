#include "host/core/values.hpp"

#include <algorithm>
#include <cmath>

#include "base/core/uuid.hpp"
#include "host/core/calendar_date.hpp"
#include "host/core/pipeline.hpp"
#include "host/core/work_rules.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kChoicesMax = 100;

Error refuse(const Field& field, const std::string& why) {
  return Error{ErrorCode::invalid_argument, field.name + ": " + why,
               to_text(Json{{"field", field.name}})};
}

std::string trim(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_email(const std::string& text) {
  const auto at = text.find('@');
  if (at == std::string::npos || at == 0 || at != text.rfind('@')) return false;
  const std::string domain = text.substr(at + 1);
  const bool dotted = domain.find('.') != std::string::npos && domain.front() != '.' &&
                      domain.back() != '.' && domain.find("..") == std::string::npos;
  return text.size() <= 254 && dotted && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != ',' && c != ';' && c != '<' &&
                  c != '>' && c != '"' && c != 0x7F;
         });
}

bool is_time_of_day(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  return text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) &&
         text.substr(0, 2) < "24" && text[3] < '6';
}

Result<Json> accept_text(const Field& field, const Json& value) {
  if (!value.is_string()) return refuse(field, "text is wanted");
  std::string text = trim(value.get<std::string>());
  const std::size_t most = field.type == FieldType::long_text ? kTextBytesMax : kShortTextBytesMax;
  if (text.size() > most) {
    return refuse(field, "longer than " + std::to_string(most) + " bytes");
  }
  if (text.find('\0') != std::string::npos) return refuse(field, "holds a NUL character");
  if (text.empty()) return Json();
  switch (field.type) {
    case FieldType::email:
      std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      if (!is_email(text)) return refuse(field, "not an e-mail address");
      break;
    case FieldType::url:
      if (!text.starts_with("https://") && !text.starts_with("http://")) {
        return refuse(field, "a web address begins with https:// or http://");
      }
      break;
    case FieldType::reference:
    case FieldType::file:
      if (!is_uuid(text)) return refuse(field, "not an id");
      break;
    case FieldType::time_of_day:
      if (!is_time_of_day(text)) return refuse(field, "a time of day is written 09:30");
      break;
    case FieldType::date:
      TRY(parse_date(text));
      break;
    case FieldType::time: {
      const auto time = parse_rfc3339(text);
      if (!time) return refuse(field, "a time is written 2026-11-22T10:00:00Z");
      return Json(to_rfc3339(*time));
    }
    case FieldType::choice:
      if (!field.choices.empty() &&
          std::none_of(field.choices.begin(), field.choices.end(),
                       [&](const Choice& choice) { return choice.value == text; })) {
        return refuse(field, "no such choice: " + text.substr(0, 60));
      }
      break;
    default:
      break;
  }
  return Json(std::move(text));
}

Result<Json> accept_money(const Field& field, const Json& value) {
  if (!value.is_object() || value.size() != 2 || !value.contains("amount") ||
      !value["amount"].is_number_integer() || !value.contains("currency") ||
      !value["currency"].is_string()) {
    return refuse(field, "money is {\"amount\": minor units, \"currency\": \"EUR\"}");
  }
  const auto currency = value["currency"].get<std::string>();
  if (!is_currency(currency)) {
    return refuse(field, "a currency is three capital letters");
  }
  if (value["amount"].is_number_unsigned() &&
      value["amount"].get<std::uint64_t>() > std::uint64_t{1} << 62) {
    return refuse(field, "the amount is too large");
  }
  return value;
}

// 5, and 12.5
std::string written_number(double number) {
  return to_text(number == std::trunc(number) && std::abs(number) < 1e15
                     ? Json(static_cast<std::int64_t>(number))
                     : Json(number));
}

Result<Json> accept_number(const Field& field, const Json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>()))
    return refuse(field, "a number is wanted");
  const double number = value.get<double>();
  if (field.minimum && number < *field.minimum)
    return refuse(field, "less than " + written_number(*field.minimum));
  if (field.maximum && number > *field.maximum)
    return refuse(field, "more than " + written_number(*field.maximum));
  return value;
}

Result<Json> accept_many(const Field& field, const Json& value) {
  if (!value.is_array() || value.size() > kChoicesMax) return refuse(field, "a list is wanted");
  Field one = field;
  one.type = FieldType::choice;
  Json accepted = Json::array();
  for (const Json& choice : value) accepted.push_back(TRY(accept_value(one, choice)));
  return accepted;
}

void apply_phone(const Field& field, const Json& value, const ChangeRules& rules, Json& fields) {
  for (const char* companion : {"", "_entered", "_flag", "_extension"}) {
    fields.erase(field.name + companion);
  }
  if (value.is_null()) return;
  const auto text = value.get<std::string>();
  const Phone phone = normalise_phone(text, rules.phone);
  fields[field.name + "_entered"] = text;
  if (!phone.number.empty()) fields[field.name] = phone.number;
  if (!phone.extension.empty()) fields[field.name + "_extension"] = phone.extension;
  if (phone.flag != PhoneFlag::none) fields[field.name + "_flag"] = phone_flag_name(phone.flag);
}

void compute_name(const Entity& entity, Json& fields) {
  std::string name;
  for (const std::string& part : entity.name_parts) {
    if (!fields.contains(part)) continue;
    if (!name.empty()) name += ' ';
    name += fields[part].get<std::string>();
  }
  if (!name.empty()) fields[entity.title_field] = name;
}

// What one field of a built-in entity means for the others.
Status settle(const Entity& entity, const Json& changes, const ChangeRules& rules, Json& fields) {
  if (!entity.pipelines.empty()) {
    TRY(settle_deal(entity.pipelines, changes, fields, rules.now_ms));
    keep_reached(entity.pipelines, rules.before, fields);
    return ok();
  }
  if (entity.name == "task") settle_task(changes, rules, fields);
  if (entity.name == "case") settle_case(changes, rules, fields);
  if (entity.name == "order_line") settle_order_line(fields);
  if (entity.name == "report") return check_saved_report(rules, fields);
  if (entity.name == "segment" || entity.name == "view") return check_saved_filter(rules, fields);
  return ok();
}

Status check_required(const Entity& entity, const Json& fields) {
  for (const Field& field : entity.fields) {
    if (field.required && !fields.contains(field.name)) return refuse(field, "is required");
  }
  if (entity.required_any.empty() ||
      std::any_of(entity.required_any.begin(), entity.required_any.end(),
                  [&](const std::string& name) { return fields.contains(name); })) {
    return ok();
  }
  std::string names;
  for (const std::string& name : entity.entered_any()) names += (names.empty() ? "" : ", ") + name;
  return Error{ErrorCode::invalid_argument, "one of these is required: " + names};
}

}  // namespace

bool is_currency(const std::string& text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<Json> accept_value(const Field& field, const Json& value) {
  if (value.is_null()) return Json();
  switch (field.type) {
    case FieldType::number:
      return accept_number(field, value);
    case FieldType::boolean:
      if (!value.is_boolean()) return refuse(field, "true or false is wanted");
      return value;
    case FieldType::money:
      return accept_money(field, value);
    case FieldType::multi_choice:
      return accept_many(field, value);
    default:
      return accept_text(field, value);
  }
}

Status apply_changes(const Entity& entity, const Json& changes, const ChangeRules& rules,
                     Json& fields) {
  if (!changes.is_object()) return Error{ErrorCode::invalid_argument, "fields must be an object"};
  for (const auto& [name, value] : changes.items()) {
    const Field* const field = entity.find(name);
    if (field == nullptr) {
      return Error{ErrorCode::invalid_argument,
                   "entity " + entity.name + " has no field " + name.substr(0, 63)};
    }
    Json accepted = TRY(accept_value(*field, value));
    if (field->type == FieldType::phone) {
      apply_phone(*field, accepted, rules, fields);
    } else if (accepted.is_null()) {
      fields.erase(name);
    } else {
      fields[name] = std::move(accepted);
    }
  }
  if (rules.is_new) {
    for (const Field& field : entity.fields) {
      if (!field.default_value.is_null() && !fields.contains(field.name)) {
        fields[field.name] = field.default_value;
      }
    }
  }
  compute_name(entity, fields);
  TRY(settle(entity, changes, rules, fields));
  return check_required(entity, fields);
}

}  // namespace kontor::host

#include "host/core/filter_values.hpp"

#include <charconv>
#include <optional>

#include "host/core/calendar_date.hpp"
#include "host/core/values.hpp"

namespace kontor::host {

namespace {

constexpr TimeMs kHourMs = 3'600'000;
constexpr TimeMs kWordDayMs = 24 * kHourMs;
constexpr std::int64_t kShiftMax = 100'000;

bool is_moment(FieldType type) { return type == FieldType::date || type == FieldType::time; }

Status check_value(FieldType type, const Json& value, const std::string& field) {
  if (value.is_string() && value.get_ref<const std::string&>().size() > kShortTextBytesMax) {
    return refuse_filter("the value for " + field + " is too long");
  }
  bool fits = value.is_string();
  if (type == FieldType::number || type == FieldType::money) fits = value.is_number();
  if (type == FieldType::boolean) fits = value.is_boolean();
  if (is_moment(type)) {
    Field probe;
    probe.name = field;
    probe.type = type;
    // A date serves where a time is wanted: midnight UTC.
    if (type == FieldType::time && value.is_string() &&
        value.get_ref<const std::string&>().size() == 10) {
      probe.type = FieldType::date;
    }
    const auto accepted = value.is_string() ? accept_value(probe, value) : Result<Json>(Json());
    if (accepted && !accepted->is_null()) return ok();
    return refuse_filter("not a date or time for " + field);
  }
  if (!fits) return refuse_filter("the value for " + field + " has the wrong type");
  return ok();
}

bool is_textual(FieldType type) {
  return type != FieldType::number && type != FieldType::money && type != FieldType::boolean &&
         type != FieldType::multi_choice && !is_moment(type);
}

Status check_list(FieldType type, const Condition& condition, std::size_t most) {
  if (!condition.value.is_array() || condition.value.size() > most)
    return refuse_filter("a list of at most " + std::to_string(most) + " values is wanted for " +
                         condition.field);
  for (const Json& value : condition.value) TRY(check_value(type, value, condition.field));
  return ok();
}

// "@today", "@now", each with "+5d" or "-2h" behind it; nothing for other text.
std::optional<TimeMs> moment_of(const std::string& word, TimeMs now_ms) {
  const bool today = word.starts_with("@today");
  if (!today && !word.starts_with("@now")) return std::nullopt;
  const TimeMs base = today ? now_ms - now_ms % kWordDayMs : now_ms;
  const std::string shift = word.substr(today ? 6 : 4);
  if (shift.empty()) return base;
  if (shift.size() < 3 || (shift[0] != '+' && shift[0] != '-')) return std::nullopt;
  std::int64_t count = 0;
  const char* const last = shift.data() + shift.size() - 1;
  const auto [end, problem] = std::from_chars(shift.data() + 1, last, count);
  if (problem != std::errc{} || end != last || count < 0 || count > kShiftMax) return std::nullopt;
  if (*last != 'd' && *last != 'h') return std::nullopt;
  const TimeMs distance = count * (*last == 'd' ? kWordDayMs : kHourMs);
  return shift[0] == '-' ? base - distance : base + distance;
}

void resolve_word(FieldType type, const FilterContext& context, Json& value) {
  if (!value.is_string() || !value.get_ref<const std::string&>().starts_with('@')) return;
  const auto word = value.get<std::string>();
  if (type == FieldType::reference && word == "@me") value = context.user_id;
  if (!is_moment(type)) return;
  const auto moment = moment_of(word, context.now_ms);
  if (!moment || *moment < 0) return;
  value =
      type == FieldType::date ? to_date_text(*moment - *moment % kWordDayMs) : to_rfc3339(*moment);
}

}  // namespace

Error refuse_filter(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "filter: " + why, R"({"code":"filter-refused"})"};
}

void resolve_words(FieldType type, const FilterContext& context, Json& value) {
  if (!value.is_array()) return resolve_word(type, context, value);
  for (Json& one : value) resolve_word(type, context, one);
}

Status check_condition(FieldType type, Condition& condition) {
  switch (condition.op) {
    case FilterOp::is_null:
      if (condition.value.is_null()) condition.value = true;
      return condition.value.is_boolean() ? ok()
                                          : Status(refuse_filter("is_null takes true or false"));
    case FilterOp::in:
    case FilterOp::not_in:
      return check_list(type, condition, kInValuesMax);
    case FilterOp::between:
      if (!condition.value.is_array() || condition.value.size() != 2)
        return refuse_filter("between takes [from, to]");
      return check_list(type, condition, 2);
    case FilterOp::has:
      if (type != FieldType::multi_choice)
        return refuse_filter("has needs a field with several choices");
      return check_value(FieldType::choice, condition.value, condition.field);
    case FilterOp::prefix:
    case FilterOp::contains:
      if (!is_textual(type)) return refuse_filter("this op needs a text field");
      break;
    default:
      break;
  }
  return check_value(type, condition.value, condition.field);
}

}  // namespace kontor::host

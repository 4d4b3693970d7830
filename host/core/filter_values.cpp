#include "host/core/filter_values.hpp"

#include <charconv>
#include <optional>

#include "host/core/calendar_date.hpp"
#include "host/core/time_zone.hpp"
#include "host/core/values.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kDayBytes = 10;  // YYYY-MM-DD
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

Status check_currency(const Condition& condition) {
  const bool one = condition.op == FilterOp::eq || condition.op == FilterOp::ne;
  if (!one && condition.op != FilterOp::in && condition.op != FilterOp::not_in)
    return refuse_filter("a currency takes eq, ne, in, not_in and is_null");
  const Json values = one ? Json::array({condition.value}) : condition.value;
  for (const Json& value : values) {
    if (!value.is_string() || !is_currency(value.get_ref<const std::string&>()))
      return refuse_filter("a currency is three capital letters");
  }
  return ok();
}

// "@today" or "@now", and how far from it: "+5d", "-2h".
struct Word {
  bool today;
  TimeMs distance;
};

std::optional<Word> word_of(const std::string& word) {
  const bool today = word.starts_with("@today");
  if (!today && !word.starts_with("@now")) return std::nullopt;
  const std::string shift = word.substr(today ? 6 : 4);
  if (shift.empty()) return Word{today, 0};
  if (shift.size() < 3 || (shift[0] != '+' && shift[0] != '-')) return std::nullopt;
  std::int64_t count = 0;
  const char* const last = shift.data() + shift.size() - 1;
  const auto [end, problem] = std::from_chars(shift.data() + 1, last, count);
  if (problem != std::errc{} || end != last || count < 0 || count > kShiftMax) return std::nullopt;
  if (*last != 'd' && *last != 'h') return std::nullopt;
  const TimeMs distance = count * (*last == 'd' ? kWordDayMs : kHourMs);
  return Word{today, shift[0] == '-' ? -distance : distance};
}

// A day begins when clocks of the zone show midnight, however long the days between are.
std::optional<std::string> meant(const Word& word, FieldType type, const FilterContext& context) {
  const auto zone = zone_offsets(context.time_zone.empty() ? kUtc : context.time_zone);
  if (!zone) return std::nullopt;
  TimeMs moment = context.now_ms + word.distance;
  TimeMs shown = clock_time(**zone, moment);
  if (word.today) {
    const TimeMs now_shown = clock_time(**zone, context.now_ms);
    shown = now_shown - now_shown % kWordDayMs + word.distance;
    moment = moment_of_clock_time(**zone, shown);
  }
  if (moment < 0 || shown < 0) return std::nullopt;
  if (type == FieldType::date) return to_date_text(shown - shown % kWordDayMs);
  return to_rfc3339(moment);
}

// A date serves where a time is wanted: the midnight that clocks of the zone show.
std::optional<std::string> midnight_of(const std::string& date, const FilterContext& context) {
  const auto shown = parse_date(date);
  const auto zone = zone_offsets(context.time_zone.empty() ? kUtc : context.time_zone);
  if (!shown || !zone) return std::nullopt;
  return to_rfc3339(moment_of_clock_time(**zone, *shown));
}

void resolve_word(FieldType type, const FilterContext& context, Json& value) {
  if (!value.is_string()) return;
  const auto text = value.get<std::string>();
  if (!text.starts_with('@')) {
    if (type != FieldType::time || text.size() != kDayBytes) return;
    if (auto found = midnight_of(text, context)) value = std::move(*found);
    return;
  }
  if (type == FieldType::reference && text == "@me") value = context.user_id;
  const auto word = word_of(text);
  if (!is_moment(type) || !word) return;
  if (auto found = meant(*word, type, context)) value = std::move(*found);
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
  if (condition.of == Condition::Of::currency && condition.op != FilterOp::is_null)
    TRY(check_currency(condition));
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

#include "base/core/quick_schema.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace kontor {

namespace {

// Takes what `text` begins with off it.
bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

bool take_number(std::string_view& text, std::size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// "0-9a-f": letters and ranges of them, nothing escaped or excluded.
bool list_characters(std::string_view set, std::string& characters) {
  if (set.empty() || set.front() == '^') return false;
  if (set.find_first_of("\\[:") != std::string_view::npos) return false;
  while (!set.empty()) {
    const char first = set.front();
    const bool is_range = set.size() >= 3 && set[1] == '-';
    const char last = is_range ? set[2] : first;
    if (first <= 0x1f || last < first || last == 0x7f) return false;
    for (int c = first; c <= last; ++c) characters += static_cast<char>(c);
    set.remove_prefix(is_range ? 3 : 1);
  }
  return true;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool read_size(const Json& rule, std::size_t& size) {
  if (!rule.is_number_unsigned()) return false;
  size = rule.get<std::size_t>();
  return true;
}

bool read_bound(const Json& rule, std::int64_t& bound) {
  const bool fits = rule.is_number_integer() &&
                    !(rule.is_number_unsigned() && rule.get<std::uint64_t>() > INT64_MAX);
  if (fits) bound = rule.get<std::int64_t>();
  return fits;
}

}  // namespace

std::optional<QuickSchema> QuickSchema::parse(const Json& schema) {
  static const std::map<std::string, Kind, std::less<>> kKinds{{"object", Kind::object},
                                                               {"array", Kind::list},
                                                               {"string", Kind::text},
                                                               {"integer", Kind::integer},
                                                               {"boolean", Kind::boolean}};
  if (!schema.is_object() || !schema.contains("type") || !schema["type"].is_string()) {
    return std::nullopt;
  }
  const auto kind = kKinds.find(schema["type"].get_ref<const std::string&>());
  if (kind == kKinds.end()) return std::nullopt;
  QuickSchema quick;
  quick.kind_ = kind->second;
  for (const auto& [name, rule] : schema.items()) {
    if (!quick.read_rule(name, rule)) return std::nullopt;
  }
  return quick;
}

// A rule about another kind of value holds whatever it says, but is not worth understanding.
bool QuickSchema::read_rule(const std::string& name, const Json& rule) {
  if (name == "type" || name == "description" || name == "title") return true;
  if (kind_ == Kind::object) {
    if (name == "properties") return read_members(rule);
    if (name == "additionalProperties" && rule.is_boolean()) {
      others_allowed_ = rule.get<bool>();
      return true;
    }
    if (name != "required" || !rule.is_array()) return false;
    for (const Json& one : rule) {
      if (!one.is_string()) return false;
      required_.push_back(one.get<std::string>());
    }
    return true;
  }
  if (kind_ == Kind::list) {
    if (name == "minItems") return read_size(rule, size_min_);
    if (name == "maxItems") return read_size(rule, size_max_);
    if (name != "items") return false;
    auto item = parse(rule);
    if (item) items_.push_back(std::move(*item));
    return item.has_value();
  }
  if (kind_ == Kind::text) {
    // Both sizes may also come from a pattern: the narrower one counts.
    std::size_t size = 0;
    if (name == "minLength" && read_size(rule, size)) {
      size_min_ = std::max(size_min_, size);
      return true;
    }
    if (name == "maxLength" && read_size(rule, size)) {
      size_max_ = std::min(size_max_, size);
      return true;
    }
    return name == "pattern" && rule.is_string() &&
           read_pattern(rule.get_ref<const std::string&>());
  }
  if (kind_ == Kind::integer) {
    if (name == "minimum") return read_bound(rule, least_);
    return name == "maximum" && read_bound(rule, most_);
  }
  return false;
}

bool QuickSchema::read_members(const Json& rule) {
  if (!rule.is_object()) return false;
  for (const auto& [name, inner] : rule.items()) {
    auto member = parse(inner);
    if (!member) return false;
    members_.push_back({name, std::move(*member)});
  }
  return true;
}

// "^[set]+$", "^[set]{n}$" or "^[set]{n,m}$": one kind of characters from end to end.
bool QuickSchema::read_pattern(const std::string& pattern) {
  std::string_view rest = pattern;
  if (!take(rest, "^[")) return false;
  const std::size_t end = rest.find(']');
  if (end == std::string_view::npos || !list_characters(rest.substr(0, end), characters_)) {
    return false;
  }
  rest.remove_prefix(end + 1);
  std::size_t least = 1;
  std::size_t most = SIZE_MAX;
  if (take(rest, "{")) {
    if (!take_number(rest, least)) return false;
    most = least;
    if (take(rest, ",") && !take_number(rest, most)) return false;
    if (!take(rest, "}")) return false;
  } else if (!take(rest, "+")) {
    return false;
  }
  size_min_ = std::max(size_min_, least);
  size_max_ = std::min(size_max_, most);
  return rest == "$";
}

bool QuickSchema::accepts(const Json& value) const {
  switch (kind_) {
    case Kind::object:
      return value.is_object() && accepts_object(value);
    case Kind::list:
      return value.is_array() && value.size() >= size_min_ && value.size() <= size_max_ &&
             (items_.empty() || std::all_of(value.begin(), value.end(), [this](const Json& item) {
                return items_.front().accepts(item);
              }));
    case Kind::text:
      return value.is_string() && accepts_text(value.get_ref<const std::string&>());
    case Kind::integer: {
      std::int64_t number = 0;
      return read_bound(value, number) && number >= least_ && number <= most_;
    }
    case Kind::boolean:
      break;
  }
  return value.is_boolean();
}

bool QuickSchema::accepts_object(const Json& value) const {
  for (const std::string& name : required_) {
    if (!value.contains(name)) return false;
  }
  std::size_t known = 0;
  for (const Member& member : members_) {
    const auto found = value.find(member.name);
    if (found == value.end()) continue;
    if (!member.rule.accepts(*found)) return false;
    ++known;
  }
  return others_allowed_ || known == value.size();
}

// The specification counts code points; beyond ASCII somebody else may count them.
bool QuickSchema::accepts_text(const std::string& text) const {
  if (text.size() < size_min_ || text.size() > size_max_) return false;
  if (characters_.empty()) return std::all_of(text.begin(), text.end(), is_ascii);
  return text.find_first_not_of(characters_) == std::string::npos;
}

}  // namespace kontor

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <kontor/json.hpp>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

// What the code generated from the schemas of the operations stands on: strict reading of
// JSON, where every refusal names the place.
namespace kontor::op {

// JSON that is not what its schema says. The message names the place and the rule.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where in a document a value stands. Made on the stack on the way down, and turned into
// text ("records[3].id") only if there is something to refuse.
class Place {
 public:
  Place() = default;
  Place(const Place& parent, std::string_view member) : parent_(&parent), member_(member) {}
  Place(const Place& parent, std::size_t index) : parent_(&parent), index_(index) {}

  std::string text() const {
    if (!parent_) return "";
    const std::string before = parent_->text();
    if (member_.empty()) return before + "[" + std::to_string(index_) + "]";
    return before.empty() ? std::string(member_) : before + "." + std::string(member_);
  }

  [[noreturn]] void refuse(const std::string& why) const {
    const std::string where = text();
    throw Malformed(where.empty() ? why : where + ": " + why);
  }

 private:
  const Place* parent_ = nullptr;  // Outlives this: both live on the stack of one decode.
  std::string_view member_;
  std::size_t index_ = 0;
};

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

// Refuses what is no object.
inline void check_object(const Json& value, const Place& place) {
  if (!value.is_object()) place.refuse("must be an object");
}

// Refuses members that are not in `names` as well.
inline void check_members(const Json& value, std::span<const std::string_view> names,
                          const Place& place) {
  check_object(value, place);
  for (const auto& [name, unused] : value.items()) {
    bool known = false;
    for (const std::string_view candidate : names) known = known || candidate == name;
    if (!known) Place(place, name).refuse("is not a member of this schema");
  }
}

inline const Json* find_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

inline const Json& need_member(const Json& object, const char* name, const Place& place) {
  const Json* found = find_member(object, name);
  if (!found) Place(place, name).refuse("is missing");
  return *found;
}

// Lengths are counted in code points, as JSON Schema does.
inline std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  return count;
}

struct TextRule {
  std::size_t length_min = 0;
  std::size_t length_max = kUnlimited;
  enum class Form { free, identifier, date_time } form = Form::free;
};

// ^[a-z][a-z0-9_]*$
inline bool is_identifier(std::string_view text) {
  if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

// RFC 3339 section 5.6, without counting the days of a month.
inline bool is_date_time(std::string_view text) {
  const auto number = [&text](std::size_t at, std::size_t digits, int least, int most) {
    int value = 0;
    if (text.size() < at + digits) return false;
    for (const char c : text.substr(at, digits)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    return value >= least && value <= most;
  };
  const auto mark = [&text](std::size_t at, std::string_view marks) {
    return text.size() > at && marks.find(text[at]) != marks.npos;
  };
  const bool stem = number(0, 4, 0, 9999) && mark(4, "-") && number(5, 2, 1, 12) && mark(7, "-") &&
                    number(8, 2, 1, 31) && mark(10, "Tt") && number(11, 2, 0, 23) &&
                    mark(13, ":") && number(14, 2, 0, 59) && mark(16, ":") && number(17, 2, 0, 60);
  if (!stem) return false;
  std::size_t at = 19;
  if (mark(at, ".")) {
    if (!mark(++at, "0123456789")) return false;
    while (mark(at, "0123456789")) ++at;
  }
  if (mark(at, "Zz")) return text.size() == at + 1;
  return mark(at, "+-") && number(at + 1, 2, 0, 23) && mark(at + 3, ":") &&
         number(at + 4, 2, 0, 59) && text.size() == at + 6;
}

inline void read_text(const Json& value, std::string& out, const Place& place, TextRule rule) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  if (!text) place.refuse("must be text");
  const std::size_t length = code_points(*text);
  if (length > rule.length_max) {
    place.refuse("is longer than " + std::to_string(rule.length_max) + " characters");
  }
  if (length < rule.length_min) {
    place.refuse("is shorter than " + std::to_string(rule.length_min) + " characters");
  }
  if (rule.form == TextRule::Form::identifier && !is_identifier(*text)) {
    place.refuse("must be lower-case letters, digits and _, beginning with a letter");
  }
  if (rule.form == TextRule::Form::date_time && !is_date_time(*text)) {
    place.refuse("must be a time as in RFC 3339, for example 2026-11-22T03:05:34.120Z");
  }
  out = *text;
}

inline void read_choice(const Json& value, std::string& out, const Place& place,
                        std::initializer_list<std::string_view> choices) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  if (!text) place.refuse("must be text");
  std::string listed;
  for (const std::string_view choice : choices) {
    if (*text == choice) {
      out = *text;
      return;
    }
    listed += (listed.empty() ? "\"" : ", \"") + std::string(choice) + "\"";
  }
  place.refuse("must be one of " + listed);
}

struct IntegerRule {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

inline void read_integer(const Json& value, std::int64_t& out, const Place& place,
                         IntegerRule rule) {
  if (!value.is_number_integer()) place.refuse("must be a whole number");
  const auto* wide = value.get_ptr<const Json::number_unsigned_t*>();
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (wide && *wide > kMost) place.refuse("is too large");
  const auto number = value.get<std::int64_t>();
  if (number < rule.least) place.refuse("is less than " + std::to_string(rule.least));
  if (number > rule.most) place.refuse("is more than " + std::to_string(rule.most));
  out = number;
}

inline void read_number(const Json& value, double& out, const Place& place) {
  if (!value.is_number()) place.refuse("must be a number");
  out = value.get<double>();
}

inline void read_flag(const Json& value, bool& out, const Place& place) {
  if (!value.is_boolean()) place.refuse("must be true or false");
  out = value.get<bool>();
}

inline void read_object(const Json& value, Json& out, const Place& place) {
  if (!value.is_object()) place.refuse("must be an object");
  out = value;
}

struct CountRule {
  std::size_t least = 0;
  std::size_t most = kUnlimited;
};

// Reads a list with `read_item(item, out, place)`.
template <typename List, typename ReadItem>
void read_list(const Json& value, List& out, const Place& place, CountRule rule,
               ReadItem read_item) {
  if (!value.is_array()) place.refuse("must be a list");
  if (value.size() > rule.most) {
    place.refuse("has more than " + std::to_string(rule.most) + " items");
  }
  if (value.size() < rule.least) {
    place.refuse("has fewer than " + std::to_string(rule.least) + " items");
  }
  out.clear();
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    read_item(value[i], out.emplace_back(), Place(place, i));
  }
}

// Reads an object of any member names with `read_item(item, out, place)`.
template <typename Map, typename ReadItem>
void read_map(const Json& value, Map& out, const Place& place, CountRule rule, ReadItem read_item) {
  if (!value.is_object()) place.refuse("must be an object");
  if (value.size() > rule.most) {
    place.refuse("has more than " + std::to_string(rule.most) + " members");
  }
  out.clear();
  for (const auto& [name, item] : value.items()) read_item(item, out[name], Place(place, name));
}

// A value of the generated type T, or nothing and the reason in `problem`.
template <typename T>
std::optional<T> decode(const Json& value, std::string& problem) {
  try {
    T out;
    read(value, out, Place());
    return out;
  } catch (const Malformed& malformed) {
    problem = malformed.what();
    return std::nullopt;
  }
}

// A value of the generated type T; throws Malformed.
template <typename T>
T decode(const Json& value) {
  T out;
  read(value, out, Place());
  return out;
}

}  // namespace kontor::op

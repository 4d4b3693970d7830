#include "base/core/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/core/bytes.hpp"

namespace kontor {

namespace {

bool is_escaped(char c) { return static_cast<unsigned char>(c) < ' ' || c == '"' || c == '\\'; }

// The library's own: for what is rare.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <typename Number>
void append_number(std::string& out, Number number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end.ptr);
}

// Not 0 where one of eight bytes is.
constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighs = 0x8080808080808080U;
constexpr std::uint64_t zeros(std::uint64_t eight) { return (eight - kOnes) & ~eight & kHighs; }

// Of plain text most: eight characters at a time.
bool is_escaped_in(std::string_view text) {
  std::size_t i = 0;
  for (std::uint64_t eight = 0; text.size() - i >= sizeof eight; i += sizeof eight) {
    std::memcpy(&eight, text.data() + i, sizeof eight);
    const std::uint64_t controls = (eight - kOnes * ' ') & ~eight & kHighs;
    if ((controls | zeros(eight ^ kOnes * '"') | zeros(eight ^ kOnes * '\\')) != 0) return true;
  }
  return std::ranges::any_of(text.substr(i), is_escaped);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (is_escaped_in(text) || !is_utf8(text)) {
    out += dumped(Json(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

// What dumped() would say, five times as fast: that looks at every character by itself.
void append_json(std::string& out, const Json& json) {
  char before = '[';
  switch (json.type()) {
    case Json::value_t::object:
      before = '{';
      for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) {
        out += std::exchange(before, ',');
        append_json_string(out, key);
        out += ':';
        append_json(out, value);
      }
      if (before == '{') out += before;
      out += '}';
      return;
    case Json::value_t::array:
      for (const Json& value : json.get_ref<const Json::array_t&>()) {
        out += std::exchange(before, ',');
        append_json(out, value);
      }
      if (before == '[') out += before;
      out += ']';
      return;
    case Json::value_t::string:
      return append_json_string(out, json.get_ref<const std::string&>());
    case Json::value_t::number_integer:
      return append_number(out, json.get_ref<const std::int64_t&>());
    case Json::value_t::number_unsigned:
      return append_number(out, json.get_ref<const std::uint64_t&>());
    default:
      out += dumped(json);
  }
}

std::string to_text(const Json& json) {
  std::string text;
  append_json(text, json);
  return text;
}

}  // namespace kontor

#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kontor::log {

// One value of a log line. Never a token, key, password, request body or address
// of a person.
using Value = std::variant<std::string, std::int64_t, double, bool>;
struct Field {
  std::string_view name;
  Value value;

  Field(std::string_view field, std::string text) : name(field), value(std::move(text)) {}
  Field(std::string_view field, std::string_view text) : name(field), value(std::string(text)) {}
  Field(std::string_view field, const char* text) : name(field), value(std::string(text)) {}
  Field(std::string_view field, bool flag) : name(field), value(flag) {}
  Field(std::string_view field, double number) : name(field), value(number) {}
  template <std::integral Integer>
  Field(std::string_view field, Integer number)
      : name(field), value(static_cast<std::int64_t>(number)) {}
};
using Fields = std::initializer_list<Field>;

enum class Level { debug, info, warning, error };

// Lines go to standard error, one JSON object each: {"time","level","message",…fields}.
// `message` is constant text; what varies goes into fields. Any thread.
void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warning(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

// Lines below this level are dropped. Default: info.
void set_level(Level level);
// False: a line of this level would be dropped.
bool is_on(Level level);

}  // namespace kontor::log

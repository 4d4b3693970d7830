#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::host {

enum class FieldType {
  text,
  long_text,
  number,       // Integer or real.
  money,        // {"amount": minor units, "currency": "EUR"}
  date,         // "2026-11-22"
  time,         // A moment: RFC 3339
  time_of_day,  // "09:30"
  boolean,
  choice,  // One of `choices`.
  multi_choice,
  reference,  // Id of a record of `target`.
  phone,      // E.164, with NAME_entered and NAME_flag beside it.
  email,
  url,
  address,
  file,  // Id of a stored file.
};
std::string_view field_type_name(FieldType type);
Result<FieldType> parse_field_type(std::string_view name);

// Text by language: en, ru, sv, da.
using Labels = std::map<std::string, std::string>;

struct Choice {
  std::string value;
  Labels labels;
};

// One typed field of an entity.
struct Field {
  std::string name;  // [a-z][a-z0-9_]{0,62}
  FieldType type = FieldType::text;
  Labels labels;
  bool required = false;
  bool searchable = false;          // Part of the full-text search.
  bool read_only = false;           // Written by the host alone.
  bool computed = false;            // Made from other fields where those are set.
  std::vector<Choice> choices;      // A contributed choice without any takes every text.
  std::string target;               // Entity a reference points to.
  bool mention = false;             // A reference that names somebody the record is not about.
  std::string personal_data;        // "", "identity", "contact", "behaviour", "special"
  std::string purpose;              // What personal data is kept for, and for how long; an
  std::int64_t retention_days = 0;  // opt-in field is not in use before both are given.
  std::optional<double> minimum;    // Of a number, and the most it may be.
  std::optional<double> maximum;
  bool unique = false;  // No two living records have one value.
  bool hidden = false;  // Switched off: not shown, not written, values stay.
  bool opt_in = false;
  bool custom = false;  // Configured by the company.
  Json default_value = nullptr;
  std::string plugin;     // Who contributed it; only that plugin writes it. Empty: built in.
  bool editable = false;  // A contributed one that people write, too.

  // By people with the right to the record, by hand or from a file.
  bool is_entered() const { return !read_only && (plugin.empty() || editable); }

  static Result<Field> parse(const Json& json);
  Json to_json() const;
};

// {"en": "Name", …}; null gives none.
Result<Labels> parse_labels(const Json& json);
// [a-z][a-z0-9_]{0,62}
bool is_definition_name(std::string_view text);

inline constexpr std::size_t kTextBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kShortTextBytesMax = 4096;

}  // namespace kontor::host

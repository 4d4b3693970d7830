#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "host/core/entity.hpp"

namespace kontor::host {

enum class FilterOp {
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  in,
  not_in,
  between,
  prefix,
  contains,
  has,
  is_null,
  among,
  not_among
};

struct OtherRecords;

struct Condition {
  // What of the field is compared: itself (of an amount its minor units), an amount's currency, or
  // the owner of the record it names, which is of kind `target`. The last has no word in JSON.
  enum class Of { value, currency, owner };
  std::string field;  // A field, or id, created_at, updated_at, version.
  FilterOp op = FilterOp::eq;
  Json value;
  Of of = Of::value;
  std::string target = {};
  // Of among and not_among; of all copies of the condition.
  std::shared_ptr<const OtherRecords> others = {};
};

// After the name of an amount: its currency, here and in the groups of aggregates.
inline constexpr std::string_view kCurrencyPart = ":currency";

// Which records are meant; a tree of conditions. Empty: all of them.
struct Filter {
  enum class Kind { all, any, none, condition };
  Kind kind = Kind::all;
  std::vector<Filter> parts = {};  // Of all, any and none.
  Condition condition = {};

  static Filter of(Condition condition);
  static Filter all_of(std::vector<Filter> parts);
  bool empty() const { return kind == Kind::all && parts.empty(); }
  // Narrows this filter.
  void and_also(Filter other);
  void for_each(const std::function<void(const Condition&)>& visit) const;
};

// What a field of other records names: "persons whose id is among those that orders name".
struct OtherRecords {
  Entity entity;
  std::string field;  // The id, or one that names a record.
  Filter filter;      // With what keeps whoever asks to what they may read.
  Json asked;         // The same without that, as filter_json().
};

inline constexpr std::size_t kConditionsMax = 50;
inline constexpr std::size_t kAmongMax = 4;
inline constexpr std::size_t kInValuesMax = 500;
inline constexpr std::size_t kFilterValuesMax = 2000;
inline constexpr int kFilterDepthMax = 5;

// What "@me" and "@today" stand for.
struct FilterContext {
  std::string user_id = {};
  TimeMs now_ms = 0;
  std::string time_zone = {};  // Whose "@today" is meant; empty: UTC.
  // Other records as whoever asks may read them; empty: only the records' own fields are compared.
  std::function<Result<OtherRecords>(const std::string& entity, const std::string& field,
                                     const Json& filter)>
      others = {};
};

// Reads host/core/filter_language.md and checks fields and values against the definition.
// Everything else is refused with the place that is wrong.
Result<Filter> parse_filter(const Json& json, const Entity& entity,
                            const FilterContext& context = {});
// The same filter in that form, without words: what "@me" and "@today" stood for.
Json filter_json(const Filter& filter);

// Type of a field or of a built-in column (id, version, created_at, updated_at).
Result<FieldType> type_of(const Entity& entity, const std::string& field);

}  // namespace kontor::host

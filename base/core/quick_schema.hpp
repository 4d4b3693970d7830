#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor {

// The plain part of JSON Schema (draft 7), which most request bodies are: objects with named
// members, texts of one kind of characters, bounded integers, lists. Says yes fast; a no only
// means that somebody slower has to look. Immutable.
class QuickSchema {
 public:
  // Nothing when the schema says anything that this class does not understand.
  static std::optional<QuickSchema> parse(const Json& schema);

  // True only if `value` keeps every rule of the schema.
  bool accepts(const Json& value) const;

 private:
  enum class Kind { object, list, text, integer, boolean };
  struct Member;

  bool read_rule(const std::string& name, const Json& rule);
  bool read_members(const Json& rule);
  bool read_pattern(const std::string& pattern);
  bool accepts_object(const Json& value) const;
  bool accepts_text(const std::string& text) const;

  Kind kind_ = Kind::object;
  std::vector<Member> members_;
  std::vector<std::string> required_;
  bool others_allowed_ = true;
  std::vector<QuickSchema> items_;  // Of a list: one rule for all, or none.
  std::size_t size_min_ = 0;        // Of a list or text.
  std::size_t size_max_ = SIZE_MAX;
  std::string characters_;  // A text has only these; empty: any ASCII.
  std::int64_t least_ = INT64_MIN;
  std::int64_t most_ = INT64_MAX;
};

struct QuickSchema::Member {
  std::string name;
  QuickSchema rule;
};

}  // namespace kontor

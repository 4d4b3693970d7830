#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::host {

enum class Verb { read, create, update, remove };
std::string_view verb_name(Verb verb);  // "read", "create", "update", "delete"
Result<Verb> parse_verb(std::string_view name);

// What a principal may do. A fresh object allows nothing; there is no "deny" entry,
// because what is not allowed is refused. A value; any thread may read it.
//
// JSON form (also a role's stored form):
//   {"records": {"person": {"read": "*", "update": ["phone", "email"]}, "*": {"read": "*"}},
//    "rights": ["imports.run", "plugins.use"]}      "*" stands for every entity, field or right.
class Rights {
 public:
  static Rights everything();
  static Result<Rights> parse(const Json& json);
  Json to_json() const;

  void allow(const std::string& entity, Verb verb);
  void allow_field(const std::string& entity, Verb verb, const std::string& field);
  // Rights that are not about records: users.manage, imports.run, plugins.use,
  // plugins.manage, seats.manage, market.order, audit.read, privacy.manage, definitions.manage.
  void allow_named(const std::string& right);

  bool may(std::string_view entity, Verb verb) const;
  bool may_field(std::string_view entity, Verb verb, std::string_view field) const;
  bool may_every_field(std::string_view entity, Verb verb) const;
  bool may_named(std::string_view right) const;

  // What both allow; for the rights of several roles and the scopes of a token.
  void add(const Rights& other);
  Rights intersect(const Rights& other) const;

 private:
  struct Fields {
    bool all = false;
    std::set<std::string, std::less<>> names;
    bool has(std::string_view field) const { return all || names.contains(field); }
  };
  using Verbs = std::map<Verb, Fields>;
  const Fields* find(std::string_view entity, Verb verb) const;
  static Fields both(const Fields& a, const Fields& b);
  Fields effective(std::string_view entity, Verb verb) const;

  std::map<std::string, Verbs, std::less<>> records_;
  std::set<std::string, std::less<>> named_;
};

}  // namespace kontor::host

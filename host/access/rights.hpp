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

// Which records of an entity: those one owns, those a member of one's teams owns, all.
enum class Scope { own, team, all };
std::string_view scope_name(Scope scope);  // "own", "team", "all"

// What a principal may do. A fresh object allows nothing; there is no "deny" entry,
// because what is not allowed is refused. A value; any thread may read it.
//
// JSON form (also a role's stored form):
//   {"records": {"person": {"read": "*", "update": ["phone", "email"]}, "*": {"read": "*"},
//                "deal": {"read": [{"scope": "own", "fields": "*"},
//                                  {"scope": "all", "fields": ["title"]}]}},
//    "rights": ["imports.run", "plugins.use"]}      "*" stands for every entity, field or right.
// Fields alone are fields of all records. Grants add up and never mix: above, only the title of
// somebody else's deal may be read.
class Rights {
 public:
  static Rights everything();
  static Result<Rights> parse(const Json& json);
  Json to_json() const;

  void allow(const std::string& entity, Verb verb, Scope scope = Scope::all);
  void allow_field(const std::string& entity, Verb verb, const std::string& field,
                   Scope scope = Scope::all);
  // Rights that are not about records: users.manage, imports.run, exports.run, plugins.use,
  // plugins.manage, seats.manage, market.order, audit.read, privacy.manage, definitions.manage …
  void allow_named(const std::string& right);

  // On some records at least. Which ones is what the scopes below say.
  bool may(std::string_view entity, Verb verb) const { return scope(entity, verb).has_value(); }
  bool may_field(std::string_view entity, Verb verb, std::string_view field) const {
    return field_scope(entity, verb, field).has_value();
  }
  // On a record that stands in `relation` to the principal.
  bool may_field(std::string_view entity, Verb verb, std::string_view field, Scope relation) const;
  bool may_named(std::string_view right) const;

  // The widest scope in which something, this field, every field is allowed.
  std::optional<Scope> scope(std::string_view entity, Verb verb) const;
  std::optional<Scope> field_scope(std::string_view entity, Verb verb,
                                   std::string_view field) const;
  std::optional<Scope> every_field_scope(std::string_view entity, Verb verb) const;
  bool may_every_field(std::string_view entity, Verb verb) const {
    return every_field_scope(entity, verb) == Scope::all;
  }

  // Both together, for a user's roles; what both allow, for the scopes of a token.
  void add(const Rights& other);
  Rights intersect(const Rights& other) const;
  // True if `other` allows nothing that this does not.
  bool covers(const Rights& other) const;

 private:
  struct Fields {
    bool all = false;
    std::set<std::string, std::less<>> names;
    bool has(std::string_view field) const { return all || names.contains(field); }
    void add(const Fields& other);
    bool covers(const Fields& other) const;
  };
  using Grants = std::map<Scope, Fields>;
  using Verbs = std::map<Verb, Grants>;
  const Grants* find(std::string_view entity, Verb verb) const;
  static Fields both(const Fields& a, const Fields& b);
  // Fields of a record in this relation, of the entity's own grants and those for every entity.
  Fields effective(std::string_view entity, Verb verb, Scope relation) const;
  Status parse_grants(const std::string& entity, Verb verb, const Json& json);

  std::map<std::string, Verbs, std::less<>> records_;
  std::set<std::string, std::less<>> named_;
};

}  // namespace kontor::host

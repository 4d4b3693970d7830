#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/core/field.hpp"

namespace kontor::host {

// Definition of one kind of record. Tables, REST, forms, import and search follow from it.
struct Entity {
  std::string name;
  Labels labels;
  Labels plural_labels;
  std::vector<Field> fields;
  std::string title_field;                // Shown where a record needs a name.
  std::vector<std::string> name_parts;    // The title is these joined, if any is set.
  std::vector<std::string> required_any;  // At least one of these must be set.
  std::vector<std::vector<std::string>> indexes;
  // An import takes a row for a known record when all fields of one of these lists agree.
  std::vector<std::vector<std::string>> match;
  bool engine_only = false;  // Rows are written by the host itself (stage_change).

  const Field* find(std::string_view field) const;
  static Result<Entity> parse(const Json& json);
  Json to_json() const;
};

// All entities at one moment; immutable.
class Catalogue {
 public:
  const Entity* find(std::string_view entity) const;
  Result<const Entity*> require(std::string_view entity) const;  // not_found
  const std::map<std::string, Entity, std::less<>>& entities() const { return entities_; }

 private:
  friend class Definitions;
  std::map<std::string, Entity, std::less<>> entities_;
};

// The entity definitions: those built in (host/core/entities/*.json, embedded) and the
// fields plugins contribute at run time. Any thread.
class Definitions {
 public:
  static Result<std::unique_ptr<Definitions>> builtin();

  std::shared_ptr<const Catalogue> now() const;
  // conflict if the entity has a field of that name from somebody else.
  Status contribute(const std::string& plugin, const std::string& entity, Field field);
  void withdraw(const std::string& plugin);
  // All fields of a plugin in one step: readers see the ones before or these. conflict or
  // not_found change nothing.
  struct Contribution {
    std::string entity;
    Field field;
  };
  Status replace(const std::string& plugin, std::vector<Contribution> contributions);

 private:
  static Status add(Catalogue& catalogue, const std::string& plugin, Contribution added);
  static void remove(Catalogue& catalogue, const std::string& plugin);

  mutable std::mutex mutex_;
  std::shared_ptr<const Catalogue> catalogue_;  // Shared with readers of the moment.
};

}  // namespace kontor::host

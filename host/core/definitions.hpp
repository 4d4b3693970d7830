#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/core/entity.hpp"

namespace kontor::host {

// All entities at one moment; immutable.
class Catalogue {
 public:
  // Null also for an entity that is hidden.
  const Entity* find(std::string_view entity) const;
  Result<const Entity*> require(std::string_view entity) const;  // not_found
  const std::map<std::string, Entity, std::less<>>& entities() const { return entities_; }
  // Switched off as a whole.
  const std::map<std::string, Entity, std::less<>>& hidden() const { return hidden_; }

 private:
  friend class Definitions;
  std::map<std::string, Entity, std::less<>> entities_;
  std::map<std::string, Entity, std::less<>> hidden_;
};

// What a company changed about a built-in entity (`field` empty) or field, as the members
// of {"labels","choices","hidden","required","default","purpose","retention_days"} it set.
struct Adjustment {
  std::string entity;
  std::string field;
  Json change;
};

// Everything a company configured.
struct CompanyDefinitions {
  struct CustomField {
    std::string entity;
    Field field;
  };
  struct CustomPipeline {
    std::string entity;
    Pipeline pipeline;
  };
  std::vector<Entity> entities;
  std::vector<CustomField> fields;
  std::vector<CustomPipeline> pipelines;
  std::vector<Adjustment> adjustments;
};

// The entity definitions: those built in (host/core/entities/*.json, embedded), what the
// company configured over them, and the fields plugins contribute, in this order. Any
// thread; readers keep the catalogue of the moment they asked.
class Definitions {
 public:
  static Result<std::unique_ptr<Definitions>> builtin();

  std::shared_ptr<const Catalogue> now() const;

  // Replaces what the company had configured; on failure nothing changes.
  Status configure(CompanyDefinitions company);
  // The catalogue `company` would give, with the plugins' fields of now.
  Result<std::shared_ptr<const Catalogue>> preview(const CompanyDefinitions& company) const;
  CompanyDefinitions company() const;

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
  using Contributions = std::map<std::string, std::vector<Contribution>>;
  Result<std::shared_ptr<const Catalogue>> compose(const CompanyDefinitions& company,
                                                   const Contributions& plugins) const;
  Status take(CompanyDefinitions company, Contributions plugins);

  std::map<std::string, Entity, std::less<>> builtin_;
  mutable std::mutex mutex_;
  CompanyDefinitions company_;
  Contributions plugins_;
  std::shared_ptr<const Catalogue> catalogue_;  // Shared with readers of the moment.
};

}  // namespace kontor::host

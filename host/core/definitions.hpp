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
// of {"labels","choices","hidden","required","default","minimum","maximum","purpose",
// "retention_days"} it set.
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
// company configured over them, and what plugins contribute, in this order. Any
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
  // What the company added to an entity that a plugin brought and is erased.
  void forget(const std::string& entity);

  struct Contribution {
    std::string entity;
    Field field;
  };
  // What one plugin adds: kinds of records of its own, and fields to those of others.
  struct Contributed {
    std::vector<Entity> entities;
    std::vector<Contribution> fields;
  };
  // All that a plugin adds, in one step: readers see what was before or this. conflict where
  // somebody else has a name, or not_found, change nothing.
  Status replace(const std::string& plugin, Contributed contributed);
  // Beside what it adds already: what both name is as here, and keeps its other fields.
  Status contribute(const std::string& plugin, const Contributed& more);
  void withdraw(const std::string& plugin);
  // The catalogue that contribute() would give.
  Result<std::shared_ptr<const Catalogue>> preview(const std::string& plugin,
                                                   const Contributed& more) const;

 private:
  using Contributions = std::map<std::string, Contributed>;
  Contributions with(const std::string& plugin, const Contributed& more) const;
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

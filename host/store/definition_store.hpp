#pragma once

#include "base/db/database.hpp"
#include "host/core/definitions.hpp"

namespace kontor::host {

// What the company configured, as rows. Each call is inside the caller's transaction.
class DefinitionStore {
 public:
  static Result<CompanyDefinitions> load(db::Session& session);

  static Status keep_entity(db::Session& session, const Json& body, const std::string& entity);
  static Status keep_field(db::Session& session, const std::string& entity, const Json& body,
                           const std::string& field);
  static Status keep_pipeline(db::Session& session, const std::string& entity, const Json& body,
                              const std::string& pipeline);
  static Status keep_adjustment(db::Session& session, const Adjustment& adjustment);
  static Status forget_field(db::Session& session, const std::string& entity,
                             const std::string& field);
  static Status forget_pipeline(db::Session& session, const std::string& entity,
                                const std::string& pipeline);
  // The entity and all the company had set about it.
  static Status forget_entity(db::Session& session, const std::string& entity);

 private:
  static Status keep(db::Session& session, const std::string& kind, const std::string& entity,
                     const std::string& name, const Json& body);
};

}  // namespace kontor::host

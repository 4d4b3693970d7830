#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "host/app/records.hpp"

namespace kontor::host {

// What the company changes about its definitions while the host runs: entities, fields,
// choices, pipelines, and what is hidden. Each change is one transaction over the rows that
// say so, the tables, the audit log and the outbox, and is seen by the next request; a host
// killed in between has changed all of it or nothing. Needs the right definitions.manage.
// Any thread; one change at a time.
class DefinitionDesk {
 public:
  struct Parts {
    db::Database& database;
    Definitions& definitions;
    Records& records;
    Outbox& outbox;
    const Clock& clock;
  };
  explicit DefinitionDesk(Parts parts) : parts_(parts) {}

  // `body`: as host/core/entities/*.json, named x_…
  Result<Entity> add_entity(const Principal& principal, const Json& body);
  Result<Entity> add_field(const Principal& principal, const std::string& entity, const Json& body);
  // Changes what may be changed of an entity (`field` empty) or a field, a built-in one or
  // one's own: see Adjustment. Members left out stay as they are.
  Result<Entity> adjust(const Principal& principal, const std::string& entity,
                        const std::string& field, const Json& change);
  // A custom field. conflict (in-use) while records have values, unless they may go.
  enum class Values { keep, erase };
  Result<Entity> remove_field(const Principal& principal, const std::string& entity,
                              const std::string& field, Values values);
  // An entity of the company's own, with its records (deleted ones too), their timelines and the
  // views of it; the number of records. conflict: `in-use` while there are records, unless they
  // may go; `still-referred-to` while a field of another entity points to it. Its name may be
  // given again; the fields it had keep their types.
  Result<std::int64_t> remove_entity(const Principal& principal, const std::string& entity,
                                     Values values);
  Result<Entity> set_pipeline(const Principal& principal, const std::string& entity,
                              const Json& body);
  // One of the company's own, or what it changed about a built-in one. conflict (in-use) while
  // records stand in a stage that would go.
  Result<Entity> remove_pipeline(const Principal& principal, const std::string& entity,
                                 const std::string& name);

 private:
  // Writes the rows, given the catalogue that will hold.
  using Step = std::function<Status(db::Session&, const Catalogue&)>;
  Result<Entity> change(const Principal& principal, const std::string& entity,
                        const std::string& field, CompanyDefinitions next, const Step& step);
  Result<std::int64_t> records_where(const Entity& entity, Filter filter);
  Status check_stages(const Entity& present, const Pipeline& pipeline, const Pipeline* next);
  Status check_choices(const Entity& present, const Field& field, const Json& choices);
  Status purge_views(db::Session& session, const std::string& entity);

  Parts parts_;
  std::mutex mutex_;
};

}  // namespace kontor::host

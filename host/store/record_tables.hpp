#pragma once

#include <map>
#include <string>

#include "base/db/database.hpp"
#include "host/core/definitions.hpp"

namespace kontor::host {

// Applies the host's migrations, brings what the company configured into `definitions`, and
// makes the tables of all entities or adds the columns and indexes that a newer definition
// brings. Safe to call on every start.
Status prepare_database(db::Database& database, Definitions& definitions);

// Whether prepare_database() would have to migrate a database that is in use.
Result<bool> is_older_database(db::Database& database);

// The table of one entity, in the caller's transaction: made, or given the columns and
// indexes it lacks. conflict if a column of an earlier field of that name has another type.
Status prepare_table(db::Session& session, const Entity& entity);

// Takes the table of an entity away that has no records any more.
Status drop_table(db::Session& session, const Entity& entity);

// Names and types, in lower case, of the columns of a table.
Result<std::map<std::string, std::string>> columns_of_table(db::Session& session,
                                                            const std::string& table);

// Empties the columns of a field that goes; they stay, and may be used again.
Status empty_field(db::Session& session, const Entity& entity, const Field& field);

}  // namespace kontor::host

#pragma once

#include "base/db/database.hpp"
#include "host/core/entity.hpp"

namespace kontor::host {

// Applies the host's migrations and makes the tables of the built-in entities, or adds
// the columns a newer definition brings. Safe to call on every start.
Status prepare_database(db::Database& database, const Catalogue& builtin);

}  // namespace kontor::host

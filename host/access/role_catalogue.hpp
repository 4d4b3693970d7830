#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "host/access/principal.hpp"
#include "host/access/rights.hpp"

namespace kontor::host {

// Roles every company starts with; stored once, then the administrator's to change.
//   administrator  everything
//   sales          reads and writes all records, imports, uses add-ons
//   reader         reads all records
Status store_builtin_roles(db::Session& session);

// invalid_argument when there is no such role; forbidden when it holds more than the actor may
// do: who manages users raises nobody, not even oneself, above oneself.
Status check_may_give(db::Session& session, const Principal& actor, const std::string& role);

// What a token may do, from its scopes: "*", "records:read", "records:write",
// "person:read" (also create, update, delete, write, *), or a named right.
Result<Rights> rights_of_scopes(const std::vector<std::string>& scopes);

// Named rights that exist; a scope outside them is refused.
const std::vector<std::string>& named_rights();

}  // namespace kontor::host

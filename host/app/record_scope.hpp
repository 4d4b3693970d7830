#pragma once

#include <string>
#include <vector>

#include "host/access/principal.hpp"
#include "host/core/entity.hpp"
#include "host/core/filter.hpp"
#include "host/core/record.hpp"

namespace kontor::host {

// Which records a principal may touch. The one responsible for a record is its field `owner`;
// records of entities without one belong to nobody, so that only the scope `all` holds them.

// How the principal stands to a record.
Scope relation_of(const Principal& principal, const Entity& entity, const Record& record);

// True if the principal may use the verb on this very record.
bool may_touch(const Principal& principal, const Entity& entity, Verb verb, const Record& record);

// The widest scope in which the principal may read every one of the fields; forbidden,
// naming the field, if there is none. Searching by a field tells what it holds.
Result<Scope> readable_scope(const Principal& principal, const Entity& entity,
                             const std::vector<std::string>& touched);
// The same of all that full-text search looks into: one index holds all searchable fields, those
// that were hidden later, too.
Result<Scope> searched_scope(const Principal& principal, const Entity& entity);
std::vector<std::string> fields_of_filter(const Filter& filter);

// Keeps a query inside a scope.
void narrow(const Principal& principal, const Entity& entity, Scope scope, Filter& filter);

// A write of `owner` must stay inside the verb's scope; a new record of somebody with a narrow
// scope that names no owner gets the principal. forbidden otherwise.
Status keep_owner_in_scope(const Principal& principal, const Entity& entity, Verb verb,
                           Json& changes);

}  // namespace kontor::host

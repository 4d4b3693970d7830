#pragma once

#include <string>
#include <vector>

#include "host/access/principal.hpp"
#include "host/core/definitions.hpp"
#include "host/core/filter.hpp"
#include "host/core/record.hpp"
#include "host/store/record_store.hpp"

namespace kontor::host {

// Which records a principal may touch. The one responsible for a record is its field `owner`. What
// hangs on other records and has no owner (a timeline's entry, an order's line, a contact's role, a
// stage a deal reached) is the business of whoever owns one of them. All else belongs to nobody, so
// that only the scope `all` holds it. A view or report that is not shared is its owner's alone,
// whatever rights others have.

// Tells each record who owns what it hangs on, if rights of the principal depend on it: a query
// for each kind it hangs on, and none for whoever may do all they may with all of them.
bool depends_on_parents(const Principal& principal, const Entity& entity);
Status place(db::Session& session, const RecordStore& store, const Catalogue& catalogue,
             const Principal& principal, const Entity& entity, const std::vector<Record*>& records);

// How the principal stands to a record, which was placed.
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
void narrow(const Principal& principal, const Catalogue& catalogue, const Entity& entity,
            Scope scope, Filter& filter);

// Lets a filter ask about other records, as far as the principal may read them. Borrows both.
FilterContext with_others(const Principal& principal, const Catalogue& catalogue,
                          FilterContext context);

// A write of `owner` must stay inside the verb's scope; a new record of somebody with a narrow
// scope that names no owner gets the principal. forbidden otherwise. What hangs on other records
// is kept in its scope by the pipeline, which knows them.
Status keep_owner_in_scope(const Principal& principal, const Entity& entity, Verb verb,
                           Json& changes);

}  // namespace kontor::host

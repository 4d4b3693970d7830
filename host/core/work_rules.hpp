#pragma once

#include "host/core/values.hpp"

namespace kontor::host {

// Brings a task into agreement after `changes`: a task that is done says since when; a
// reminder moved to another time is due again; who gives a task to somebody else is named
// in delegated_by.
void settle_task(const Json& changes, const ChangeRules& rules, Json& fields);

// Brings a case into agreement: its deadlines follow from when it was opened, its priority
// and the service levels; what was answered or solved too late stays marked.
void settle_case(const Json& changes, const ChangeRules& rules, Json& fields);

// A line's total is its quantity times its unit price, rounded to the minor unit.
void settle_order_line(Json& fields);

// The filter of a segment or saved view fits the kind of record it is of.
Status check_saved_filter(const ChangeRules& rules, const Json& fields);
// What a saved report asks fits the kind of record it is of.
Status check_saved_report(const ChangeRules& rules, const Json& fields);

}  // namespace kontor::host

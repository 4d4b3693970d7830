#pragma once

#include "figured.hpp"

namespace kontor::kpi {

// Leads: "cohort" (won of those created in the period, the default) or "period" (won in the
// period / created in the period: may pass 100 %), by the parameter `variant`.
Figured lead_conversion(const Source& source, const op::Period& period, const Terms& terms);
Figured win_share(const Source& source, const op::Period& period, const Terms& terms);
Figured cycle(const Source& source, const op::Period& period, const Terms& terms);
Figured weighted(const Source& source, const op::Period& period, const Terms& terms);
// What was won, against the parameter `plan` (whole units a month), month by month.
Figured plan_fact(const Source& source, const op::Period& period, const Terms& terms);
// Won deals by the source of the leads that became them; parameter `model`.
Figured attribution(const Source& source, const op::Period& period, const Terms& terms);
// Deals that entered the pipeline by what they are of: parameter `profile` client, product or
// manager; by the share that was won.
Figured funnel_profiles(const Source& source, const op::Period& period, const Terms& terms);

}  // namespace kontor::kpi

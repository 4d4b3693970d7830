#pragma once

#include "host/app/records.hpp"

namespace kontor::host {

// How many deals reached each stage of a pipeline, by the furthest stage each came to
// (keep_reached() in host/core/pipeline.hpp), which agrees with the stage history: a deal that
// jumps over a stage has reached it, one that goes back or is lost keeps what it reached.
// `request`:
//   {"pipeline": "sales", "by": "organisation", "filter": …}
// `by` makes a profile of each value of a field of deals (the client, product, manager, source …),
// without it there is one of all. `filter` says which deals, "@me" and "@today" included. Gives
//   {"pipeline": "sales", "by": "organisation" or null,
//    "profiles": [{"of": id or null, "stages": [{"stage": "new", "reached": 100, "dropped": 40,
//                  "of_previous": 60.0, "of_first": 60.0}]}]}
// Stages in their order, up to "won"; `dropped` is how many did not go on from the stage before,
// percentages are null where nobody came to what they are of. Profiles with most deals first.
Result<Json> funnel(Records& records, db::Database& database, const Clock& clock,
                    const Principal& principal, const Json& request);

}  // namespace kontor::host

#pragma once

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// What was sold before the market kept books (migration 0004) is given what a sale has since: a
// licence for ever counts as activated on the day it was sold, as its document says; its end is
// known, so that its holder is told in time; and its commitment goes to the log. At each start,
// before anybody is served; nothing to do after the first time. Killed in between it goes on.
Status take_over_old_sales(Market& market);

}  // namespace kontor::marketplace

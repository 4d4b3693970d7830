#pragma once

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// Takes the commitments of licences sold since to the transparency log, each once: one that a
// killed process logged and did not note is found there. Called after every sale and again by the
// service, so that a failure, which is only told to the operator's log, is made good.
void log_commitments(Market& market);

}  // namespace kontor::marketplace

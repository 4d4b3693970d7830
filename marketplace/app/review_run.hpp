#pragma once

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"
#include "marketplace/core/vendor.hpp"

namespace kontor::marketplace {

// Runs the checks on an upload whose bytes lie in quarantine and writes what they came to. One
// whose checks run already, or whose vendor has enough of them running, is answered with its
// present state; resume_reviews() comes to it. An error is the market's fault (a scanner that
// is away, a full disk): the upload is ERRORED and will be checked again.
Result<Upload> run_review(Market& market, const Vendor& sender, Upload upload);

// Runs the checks that a killed process cut short, and a minute later those that failed. Call
// it again and again, from one thread.
Status resume_reviews(Market& market);

}  // namespace kontor::marketplace

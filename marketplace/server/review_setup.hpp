#pragma once

#include "marketplace/app/review_means.hpp"
#include "marketplace/server/configuration.hpp"

namespace kontor::marketplace {

// Fills in what the checks may use: the malware scanner and the checker program, which by
// default is `kontor` beside the market's own program. not_found for one that is configured
// and not there; without any, trials are off and the log says so. Makes an empty folder for
// what trials unpack.
Status set_up_reviews(const Configuration& configuration, ReviewMeans& means);

}  // namespace kontor::marketplace

#pragma once

#include "licensing/core/offer.hpp"

namespace kontor::licensing {

// What a schema cannot say: terms that cannot hold together. Refused by parse_offer.
Status check_consistent(const Offer& offer);

}  // namespace kontor::licensing

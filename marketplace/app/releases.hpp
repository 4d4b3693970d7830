#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// Publishes the next version of a vendor's role and brings the catalogue up to it. New targets
// must be approved uploads with these very bytes; a released target neither changes, but for its
// terms, nor disappears. What is new is in the log before it is visible. Answers the version now
// visible; the present version's bytes again are the same success. conflict (code "wrong-version")
// when the version is not the present one + 1.
Result<std::int64_t> publish_role(Market& market, const std::string& vendor,
                                  const std::string& signed_role);
// The same for several roles of the vendor, its own and its bins, in one visible step. A vendor
// that changes its bins sends all its releases in the same set. Answers the version of the first.
Result<std::int64_t> publish_roles(Market& market, const std::string& vendor,
                                   const std::vector<Repository::Submission>& set);

// Makes the catalogue say what the published role says, after a crash between the two.
Status reconcile_catalogue(Market& market, const std::string& vendor);

}  // namespace kontor::marketplace

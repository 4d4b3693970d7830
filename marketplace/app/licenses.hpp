#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/license_course.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// Inside the caller's transaction. Marks a paid order licensed, signs the document of the licence
// it makes or changes, and writes the commitment that log_commitments() takes to the log. Of an
// order in instalments that is licensed already: the document that its latest payment brings.
Result<IssuedLicense> license_order(Market& market, db::Session& session, const Order& order);

// Inside the caller's transaction. Signs the next document of a licence after something but a
// payment changed its course.
Result<IssuedLicense> reissue(Market& market, db::Session& session, const IssuedLicense& license,
                              const std::string& reason);

// The licence's terms now, with its frozen offer and what was paid for it so far, net.
struct LicenseStanding {
  licensing::License terms = {};
  Json offer = {};  // Envelope.
  std::int64_t paid_net = 0;
};
Result<LicenseStanding> license_standing(db::Session& session, const IssuedLicense& license);

// Inside the caller's transaction: the commitment to the order's sale, for log_commitments().
Status commit_sale(Market& market, db::Session& session, const Order& order,
                   const std::string& license_id, TimeMs made_at_ms);

// Writes down what of the terms ends, so that its holder is told in time.
void set_end(IssuedLicense& issued, const licensing::License& terms);

Result<std::vector<IssuedLicense>> company_licenses(Market& market, const std::string& company_id);

// The first activation begins updates and support (N5); every call answers the newest document.
// not_found for another company's.
Result<IssuedLicense> activate_license(Market& market, const std::string& company_id,
                                       const std::string& license_id);

}  // namespace kontor::marketplace

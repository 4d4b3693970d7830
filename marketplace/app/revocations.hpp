#pragma once

#include <string>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// The company's sequenced list of licences taken back, signed with the licence key (see
// licensing/document/revocation_list.hpp). Its number is that of the newest revocation.
Result<std::string> signed_revocations(Market& market, const std::string& company_id);

}  // namespace kontor::marketplace

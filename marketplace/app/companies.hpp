#pragma once

#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

struct RegisteredCompany {
  Company company = {};
  std::string token = {};  // Told once.
};

// `ledger_key`: hexadecimal Ed25519 key of the company's own seat ledger; empty lets the
// market count. `party`: as invoices name it; a name left out is the company's.
Result<RegisteredCompany> register_company(Market& market, const std::string& name,
                                           const std::string& ledger_key, Party party = {});

Result<Company> get_company(Market& market, const std::string& company_id);
// For invoices from now on; those written stay.
Result<Company> set_party(Market& market, const std::string& company_id, const Party& party);

}  // namespace kontor::marketplace

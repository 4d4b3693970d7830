#pragma once

#include <string>

namespace kontor::marketplace {

// Who asks. Every route names the kinds it serves; anything else is refused.
enum class PrincipalKind { market_operator, vendor, company };

struct Principal {
  PrincipalKind kind = PrincipalKind::company;
  std::string id = {};  // Vendor's namespace or company id; empty for the operator.
};

}  // namespace kontor::marketplace

#pragma once

#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// The company's verbs: register, party, order, orders, show, invoice, cancel, licenses, activate,
// notices. Their answer is written into `answer`.
std::vector<CLI::App*> add_company_verbs(CLI::App& app, Result<Json>& answer);

}  // namespace kontor::marketplace

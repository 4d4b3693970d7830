#pragma once

#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// Declares the verbs about releases, keys, the namespace and transfers. The one that is typed
// puts what is to be printed, or why it failed, into `answer`, which outlives `app`.
std::vector<CLI::App*> add_publishing_verbs(CLI::App& app, Result<Json>& answer);

}  // namespace kontor::marketplace

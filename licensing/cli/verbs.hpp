#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "base/core/json.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

using LicenseVerb = std::function<Result<Json>(const LicenseWish&)>;
// By name; of a verb below another: "offline request".
using LicenseVerbs = std::map<std::string, LicenseVerb>;

// Add their verbs to the command line; each fills `wish`, which outlives the app.
void add_buying_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs);
void add_seat_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs);
void add_travel_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs);
void add_offline_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs);
void add_administration_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs);

// Options that several verbs share.
void add_market_options(CLI::App& verb, LicenseWish& wish);
void add_ledger_options(CLI::App& verb, LicenseWish& wish);

}  // namespace kontor::licensing

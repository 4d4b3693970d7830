#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "marketplace/client/market_client.hpp"

// Which of a plugin's releases a host takes. Pure; any thread.
namespace kontor::marketplace {

// What the vendor signed about a release beside its bytes (`custom` of its target).
struct SignedTerms {
  std::string channel = "stable";  // "stable", "beta", "private"
  int rollout_percent = 100;       // 0 for what cannot be read: nobody's turn.
  std::string yanked = {};         // The reason; empty: it is not.
  std::string deprecated = {};     // The reason; empty: it is not.
  std::string successor = {};      // Of a deprecated one; may be empty.
  std::string sdk = {};            // ">=0.1.0 <1.0.0"
};
SignedTerms terms_of(const Json& custom);

// How far an update may go by itself: 1.2.3 to 1.2.x, to 1.x, anywhere.
enum class UpdateStep { manual, patch, minor, all };
bool within_step(const std::string& from, const std::string& to, UpdateStep step);
// By precedence of SemVer.
bool is_newer(const std::string& version, const std::string& than);

// "stable" takes stable releases; "beta" those and beta ones; "private" takes all.
bool channel_takes(const std::string& wanted, const std::string& offered);
// One and the same installation has one and the same place in the queue for a release.
bool has_its_turn(const std::string& installation, const std::string& plugin,
                  const std::string& version, int percent);
// Whether "1.2.3" lies in ">=1.0.0 <2.0.0"; an empty range has everything.
bool sdk_in_range(const std::string& version, const std::string& range);

struct ChoiceRules {
  std::string channel = "stable";
  std::string installed = {};  // Empty: nothing; else only newer ones are looked at.
  UpdateStep step = UpdateStep::all;
  std::string installation = {};  // Empty: staged roll-outs are not waited for.
  std::string sdk_version = {};   // Empty: any.
  // Why the company does not take a release that fits otherwise; empty: it does.
  std::function<std::string(const MarketPackage&)> refused = {};
};
struct PassedOver {
  std::string version;
  std::string why;
};
struct Choice {
  std::optional<MarketPackage> package;
  std::vector<PassedOver> passed_over;  // Newest first, those before the one that was taken.
};
// The first that fits of releases that stand newest first.
Choice choose_release(const std::vector<MarketPackage>& releases, const ChoiceRules& rules);

}  // namespace kontor::marketplace

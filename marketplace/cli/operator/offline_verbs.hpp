#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// What the operator signs at his desk with off-line keys; they never leave it.
struct OfflineWish {
  Address address;
  std::filesystem::path keys;  // Folder with targets.key and vendors-NN.key.
  std::string subject;         // Vendor, plugin or PLUGIN@VERSION.
  std::string shard;           // "vendors-NN"; empty: where the vendor is, or the last one.
  std::string reason, advisory;
  bool lost = false;
};

// Delegates a vendor's namespace to the keys it asked for. They must be asked for by the keys it
// has now, unless those are `lost` and the operator has made sure who asks.
Result<Json> approve_keys(const OfflineWish& wish);
// Delegates the namespace of every vendor that waits and proved a domain of the same name.
Result<Json> approve_proven(const OfflineWish& wish);
// Gives a plugin whose transfer was held long enough to its new vendor.
Result<Json> complete_transfer(const OfflineWish& wish);
// Puts a plugin, or one version of it, on the list of what hosts must not run, or takes it off.
Result<Json> kill_plugin(const OfflineWish& wish);
Result<Json> revive_plugin(const OfflineWish& wish);
// Orders nobody paid yet.
Result<Json> unpaid_orders(const OfflineWish& wish);

// The shard that delegates to the vendor, else the last one with room.
Result<std::string> shard_of(Desk& desk, const std::string& vendor);

// Declares these verbs. The one that is typed puts what is to be printed, or why it failed, into
// `answer`, which outlives `app`.
std::vector<CLI::App*> add_offline_verbs(CLI::App& app, Result<Json>& answer);

}  // namespace kontor::marketplace

#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "marketplace/app/catalogue_index.hpp"
#include "marketplace/app/publishing_rules.hpp"
#include "marketplace/app/review_means.hpp"
#include "marketplace/core/billing_rules.hpp"
#include "marketplace/log/log.hpp"
#include "marketplace/repository/repository.hpp"
#include "marketplace/review/policy.hpp"

namespace kontor::marketplace {

// What every action of the market stands on. Owns none of the references; they outlive it.
// Any thread.
struct Market {
  db::Database& database;
  Repository& repository;
  Log& log;
  const Clock& clock;
  Random& random;
  IdSource& ids;
  std::filesystem::path quarantine;  // Folder of packages nobody approved yet.
  std::string operator_token_hash;
  std::string ledger_key;  // Hexadecimal key of the seat ledger mounted in this market.
  review::Policy policy = {};
  ReviewMeans means = {};
  PublishingRules rules = {};
  BillingRules billing = {};
  std::vector<std::string> webhook_secrets = {};  // Raw; shared with the payment provider.
  CatalogueIndex catalogue = {};
  std::mutex publishing = {};  // One publication at a time; held around repository and database.
  std::mutex showing = {};     // One package opened for what is shown of it at a time: it is large.
  std::mutex committing = {};  // One writer of licences' commitments to the log.
  // Licences may have to be signed anew (license_signing.hpp); also after a start.
  std::atomic<bool> keys_changed = true;
};

// Brings the tables to the present version.
Status migrate_market(db::Database& database);
const std::vector<db::Migration>& market_migrations();

}  // namespace kontor::marketplace

#include "marketplace/app/market.hpp"
#include "marketplace_migrations.hpp"

namespace kontor::marketplace {

Status migrate_market(db::Database& database) {
  return db::migrate(database, "marketplace", market_migrations());
}

const std::vector<db::Migration>& market_migrations() { return db::marketplace_migrations(); }

}  // namespace kontor::marketplace

#pragma once

#include <memory>

#include "base/http/router.hpp"
#include "licensing/seats/ledger.hpp"
#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// The ledger that counts licences whose company lets the market count. It believes the
// market's licence key and the vendors' keys that the off-line shard names.
Result<std::unique_ptr<licensing::SeatLedger>> open_seat_ledger(db::Database& database,
                                                                const Repository& repository,
                                                                const Clock& clock, Random& random,
                                                                crypto::SigningKey own_key);

// Mounts the ledger's endpoints at /licensing/v1, for companies and their own licences.
void add_seat_routes(http::Router& router, Market& market, licensing::SeatLedger& ledger);

}  // namespace kontor::marketplace

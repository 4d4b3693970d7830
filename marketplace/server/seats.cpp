#include "marketplace/server/seats.hpp"

#include "base/crypto/dsse.hpp"

namespace kontor::marketplace {

Result<std::unique_ptr<licensing::SeatLedger>> open_seat_ledger(db::Database& database,
                                                                const Repository& repository,
                                                                const Clock& clock, Random& random,
                                                                crypto::SigningKey own_key) {
  licensing::TrustedKeys keys{
      .license_key = [&repository](std::string_view kid) -> Result<crypto::PublicKey> {
        const crypto::PublicKey key = repository.license_key().public_key();
        if (crypto::key_id(key) != kid)
          return Error{ErrorCode::untrusted,
                       "the market has no licence key '" + std::string(kid) + "'"};
        return key;
      },
      .vendor_keys =
          [&repository](std::string_view vendor) {
            return repository.vendor_keys(std::string(vendor));
          },
  };
  return licensing::SeatLedger::open(database, clock, random, std::move(own_key), std::move(keys));
}

void add_seat_routes(http::Router& router, licensing::SeatLedger& ledger) {
  (void)router;
  (void)ledger;
}

}  // namespace kontor::marketplace

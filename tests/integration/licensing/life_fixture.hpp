#pragma once

#include <string>

#include "base/core/bytes.hpp"
#include "licensing/document/lease_proof.hpp"
#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {

inline constexpr std::int64_t kTestHourMs = 3'600'000;
inline constexpr std::int64_t kTestDayMs = 24 * kTestHourMs;

// A ledger whose licences have what terms a test wants, and devices that sign.
class LifeFixture : public LedgerFixture {
 protected:
  // Installs a licence under `offer` and gives its id.
  std::string install_offer(const Offer& offer, std::int64_t seats, TimeMs later_ms = 0) {
    License license = maker_.license(offer.model, seats);
    license.issued_at_ms += later_ms;
    const auto installed = ledger_->install_document(maker_.document(license, offer));
    EXPECT_TRUE(installed) << installed.error().message;
    return installed ? installed->license_id : "";
  }
  Offer shared() const { return maker_.offer(SeatModel::concurrent); }
  Offer named() const { return maker_.offer(SeatModel::named); }

  static crypto::SigningKey device(char letter) {
    return crypto::SigningKey::from_seed(std::string(32, letter)).value();
  }
  static Claim wish_of(const std::string& license_id, const std::string& who,
                       const crypto::SigningKey& device) {
    Claim claim = wish(license_id, who);
    claim.device_key = device.public_key().ed25519_raw();
    return claim;
  }
  Result<Lease> borrow(const LeaseStep& step, std::int64_t days, const crypto::SigningKey& device) {
    return ledger_->borrow(step, days, hex_encode(device.sign(borrow_text(step, days))));
  }
  Status give_back(const LeaseStep& step, const crypto::SigningKey& device) {
    return ledger_->give_back(step, hex_encode(device.sign(return_text(step))));
  }
  // Nobody renews for so long that a lease is left.
  void pass_ttl(const Lease& lease) { clock_.advance(lease.ttl_s * 1000 + LeaseWatch::kMarginMs); }

  const Decision decision_{.reason = "went home", .by = "admin"};
};

}  // namespace kontor::licensing

#include "licensing/seats/ledger.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/document/entitlement_token.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/schema.hpp"

namespace kontor::licensing {

namespace {

// The pool of a site licence: never full.
constexpr std::int64_t kSiteCap = 1'000'000'000;

std::int64_t cap_of(const License& license) {
  return license.model == SeatModel::site ? kSiteCap : license.seats;
}

}  // namespace

std::string_view name_of(Entitlement entitlement) {
  switch (entitlement) {
    case Entitlement::licensed:
      return "licensed";
    case Entitlement::trial:
      return "trial";
    case Entitlement::unlicensed:
      break;
  }
  return "unlicensed";
}

SeatLedger::SeatLedger(db::Database& database, const Clock& clock, Random& random,
                       crypto::SigningKey own_key, TrustedKeys keys)
    : database_(database),
      clock_(clock),
      ids_(clock, random),
      own_key_(std::move(own_key)),
      keys_(std::move(keys)),
      authority_(hex_encode(own_key_.public_key().ed25519_raw())),
      // The same on every node of this authority, and nowhere else.
      renewal_secret_(crypto::hmac_sha256("kontor-seat-renewal/1", own_key_.pem())) {}

Result<std::unique_ptr<SeatLedger>> SeatLedger::open(db::Database& database, const Clock& clock,
                                                     Random& random, crypto::SigningKey own_key,
                                                     TrustedKeys keys) {
  TRY(db::migrate(database, "licensing", seat_migrations()));
  std::unique_ptr<SeatLedger> ledger(
      new SeatLedger(database, clock, random, std::move(own_key), std::move(keys)));
  ledger->epoch_ = TRY(database.transaction(
      [&](db::Session& session) { return LicenseStore(session).next_epoch(ledger->authority_); }));
  TRY(ledger->reload_licenses());
  return ledger;
}

Status SeatLedger::reload_licenses() {
  const auto tokens =
      TRY(database_.read([](db::Session& session) { return LicenseStore(session).tokens(); }));
  std::vector<License> verified;
  for (const std::string& token : tokens) {
    Result<License> license = verify_license(token, keys_);
    if (license) {
      verified.push_back(std::move(*license));
    } else {
      log::warning("stored licence refused", {{"reason", license.error().message}});
    }
  }
  const std::lock_guard lock(mutex_);
  licenses_ = std::move(verified);
  return ok();
}

Result<License> SeatLedger::install_document(std::string_view token) {
  License license = TRY(verify_license(token, keys_));
  if (license.authority != authority_) {
    return Error{ErrorCode::forbidden, "the licence names another seat ledger"};
  }
  const Result<License> before = this->license(license.license_id);
  if (before && before->issued_at_ms >= license.issued_at_ms) return *before;
  if (before && (before->product != license.product || before->model != license.model)) {
    return Error{ErrorCode::conflict, "a licence cannot change its product or seat model"};
  }
  TRY(write([&](db::Session& session) {
    return LicenseStore(session).put(license, token, cap_of(license), clock_.now_ms());
  }));
  keep(license);
  log::info("licence installed", {{"license", license.license_id}, {"product", license.product}});
  return license;
}

void SeatLedger::keep(const License& license) {
  const std::lock_guard lock(mutex_);
  std::erase_if(licenses_,
                [&](const License& old) { return old.license_id == license.license_id; });
  licenses_.insert(licenses_.begin(), license);
}

std::vector<License> SeatLedger::licenses(std::string_view product) {
  std::vector<License> found;
  const std::lock_guard lock(mutex_);
  std::copy_if(
      licenses_.begin(), licenses_.end(), std::back_inserter(found),
      [&](const License& license) { return product.empty() || license.product == product; });
  return found;
}

std::optional<License> SeatLedger::known_license(std::string_view license_id) {
  const std::lock_guard lock(mutex_);
  for (const License& license : licenses_) {
    if (license.license_id == license_id) return license;
  }
  return std::nullopt;
}

Result<License> SeatLedger::license_in(db::Session& session, std::string_view license_id) {
  if (auto known = known_license(license_id)) return *known;
  // Another process on the same database may have installed it.
  const auto token = TRY(LicenseStore(session).token(license_id));
  if (!token) return Error{ErrorCode::not_found, "no such licence here"};
  const License license = TRY(verify_license(*token, keys_));
  keep(license);
  return license;
}

Result<License> SeatLedger::license(std::string_view license_id) {
  if (auto known = known_license(license_id)) return *known;
  return database_.read([&](db::Session& session) { return license_in(session, license_id); });
}

std::vector<License> SeatLedger::usable_licenses(std::string_view product,
                                                 std::string_view feature) {
  const TimeMs now_ms = clock_.now_ms();
  std::vector<License> usable = licenses(product);
  std::erase_if(usable, [&](const License& license) {
    return !license.valid_at(now_ms) || !license.covers(feature);
  });
  // Scarce seats last: who may sit elsewhere leaves the shared ones free.
  const auto scarcity = [](const License& license) {
    return license.model == SeatModel::site ? 0 : license.model == SeatModel::named ? 1 : 2;
  };
  std::stable_sort(usable.begin(), usable.end(),
                   [&](const License& a, const License& b) { return scarcity(a) < scarcity(b); });
  return usable;
}

Result<Entitlement> SeatLedger::entitlement(std::string_view product, std::string_view feature) {
  return usable_licenses(product, feature).empty() ? Entitlement::unlicensed
                                                   : Entitlement::licensed;
}

Result<SeatLedger::Proof> SeatLedger::prove(std::string_view product, std::string_view feature,
                                            std::string_view nonce) {
  const std::vector<License> usable = usable_licenses(product, feature);
  if (usable.empty()) return Proof{};
  const License& license = usable.front();
  const auto document = TRY(database_.read(
      [&](db::Session& session) { return LicenseStore(session).token(license.license_id); }));
  if (!document) return Proof{};
  const EntitlementStatement statement{.product = std::string(product),
                                       .feature = std::string(feature),
                                       .state = std::string(name_of(Entitlement::licensed)),
                                       .nonce = std::string(nonce),
                                       .license_id = license.license_id};
  return Proof{.state = Entitlement::licensed,
               .token = sign_entitlement(statement, clock_.now_ms(), own_key_),
               .document = *document,
               .expires_at_ms = license.expires_at_ms};
}

std::string SeatLedger::token(const Lease& lease, std::string_view device_key) const {
  return sign_lease(lease, clock_.now_ms(), device_key, own_key_);
}

std::string SeatLedger::renewal_key(std::string_view lease_id) const {
  return licensing::renewal_key(renewal_secret_, lease_id);
}

}  // namespace kontor::licensing

#include "licensing/seats/ledger.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/document/entitlement_token.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/schema.hpp"
#include "licensing/seats/seat_terms.hpp"

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
      renewal_secret_(crypto::hmac_sha256("kontor-seat-renewal/1", own_key_.pem())),
      log_key_(crypto::hmac_sha256("kontor-license-log/1", own_key_.pem())),
      terms_(clock),
      watch_(clock),
      waiting_(clock) {}

SeatLedger::~SeatLedger() {
  if (!writer_) return;
  const Status written = write_diary();
  if (!written) log::warning("refusals not counted", {{"reason", written.error().message}});
}

Result<std::unique_ptr<SeatLedger>> SeatLedger::open(db::Database& database, const Clock& clock,
                                                     Random& random, crypto::SigningKey own_key,
                                                     TrustedKeys keys, const LedgerStart& start) {
  TRY(db::migrate(database, "licensing", seat_migrations()));
  std::unique_ptr<SeatLedger> ledger(
      new SeatLedger(database, clock, random, std::move(own_key), std::move(keys)));
  TRY(ledger->begin_life(start));
  return ledger;
}

Status SeatLedger::begin_life(const LedgerStart& start) {
  TermsClock::Mark mark;
  std::int64_t stored = 0;
  Status begun = database_.transaction([&](db::Session& session) -> Status {
    LicenseStore store(session);
    mark = TRY(store.time_mark(authority_));
    epoch_ = TRY(store.next_epoch(authority_, start.epoch_seen, stored));
    return LicenseLog(epoch_, log_key_).open(session, clock_.now_ms());
  });
  if (!begun) return begun;
  terms_.begin(mark);
  writer_ = std::make_unique<GroupWriter>(database_, LicenseLog(epoch_, log_key_));
  TRY(reload_licenses());
  TRY(read_all());
  if (start.epoch_seen <= stored) return ok();
  std::int64_t longest_s = 0;
  for (const auto& license : shelf_.of_product("")) {
    longest_s = std::max({longest_s, license->lease_ttl_s, license->idle_timeout_s});
  }
  grants_from_monotonic_ms_ = clock_.monotonic_ms() + longest_s * 1000 + LeaseWatch::kMarginMs;
  log::warning("the database is an older copy: no seat is granted for a while",
               {{"seconds", longest_s}});
  return ok();
}

Status SeatLedger::check_restored() const {
  if (!is_restoring()) return ok();
  const std::int64_t left_ms = grants_from_monotonic_ms_ - clock_.monotonic_ms();
  return Error{ErrorCode::unavailable,
               "the ledger was put back from a backup: seats are granted again when all that "
               "were granted since have run out",
               to_text(Json{{"code", "restoring"}, {"retry_after_s", left_ms / 1000 + 1}})};
}

Status SeatLedger::reload_licenses() { return read_licenses(/*also_known=*/true); }

Status SeatLedger::refresh_licenses() { return read_licenses(/*also_known=*/false); }

Status SeatLedger::read_licenses(bool also_known) {
  const std::lock_guard lock(documents_mutex_);
  auto documents =
      TRY(database_.read([](db::Session& session) { return LicenseStore(session).documents(); }));
  if (!also_known && documents == documents_read_) return ok();
  std::vector<License> verified;
  std::vector<RefusedLicense> refused;
  for (const LicenseStore::Stored& stored : documents) {
    Result<License> license = verify_license(stored.token, keys_);
    if (license) {
      verified.push_back(std::move(*license));
      continue;
    }
    log::warning("stored licence refused",
                 {{"license", stored.license_id}, {"reason", license.error().message}});
    refused.push_back({stored.license_id, stored.product, refusal_code(license.error())});
  }
  shelf_.replace(std::move(verified), std::move(refused));
  documents_read_ = std::move(documents);
  return ok();
}

std::vector<RefusedLicense> SeatLedger::refused_licenses() const { return shelf_.refused(); }

bool SeatLedger::keeps(std::string_view license_id) const {
  if (shelf_.find(license_id)) return true;
  const auto refused = shelf_.refused();
  return std::ranges::find(refused, license_id, &RefusedLicense::license_id) != refused.end();
}

Result<License> SeatLedger::install_document(std::string_view token) {
  License license = TRY(verify_license(token, keys_));
  if (license.authority != authority_) {
    return Error{ErrorCode::forbidden, "the licence names another seat ledger"};
  }
  const std::lock_guard lock(documents_mutex_);
  const Result<License> before = this->license(license.license_id);
  if (before && before->issued_at_ms >= license.issued_at_ms) return *before;
  std::optional<License> newer;
  const Status installed = writer_->run([&](Change& change) -> Status {
    newer.reset();
    LicenseStore store(change);
    if (TRY(store.is_revoked(license.license_id))) {
      return seat_refusal("license-revoked", "this licence was withdrawn");
    }
    // Another process on the same database may have installed a newer one, of fewer seats maybe.
    if (const auto there = TRY(store.token(license.license_id))) {
      auto stored = verify_license(*there, keys_);
      if (stored && stored->issued_at_ms >= license.issued_at_ms) {
        newer = std::move(*stored);
        return ok();
      }
      if (stored && (stored->product != license.product || stored->model != license.model))
        return Error{ErrorCode::conflict, "a licence cannot change its product or seat model"};
    }
    const std::int64_t overdraft =
        license.model == SeatModel::concurrent ? terms_of(license).overdraft : 0;
    TRY(store.put(license, token, cap_of(license), overdraft, clock_.now_ms()));
    change.log({.kind = LogKind::document_installed,
                .at_ms = clock_.now_ms(),
                .license_id = license.license_id,
                .detail = to_text(Json{{"product", license.product}, {"seats", license.seats}})});
    return ok();
  });
  if (!installed) return installed.error();
  if (newer) {
    shelf_.keep(*newer);
    return *std::move(newer);
  }
  shelf_.keep(license);
  log::info("licence installed", {{"license", license.license_id}, {"product", license.product}});
  return license;
}

std::vector<License> SeatLedger::licenses(std::string_view product) {
  std::vector<License> found;
  for (const auto& license : shelf_.of_product(product)) found.push_back(*license);
  return found;
}

Result<LicenseShelf::Shared> SeatLedger::license_in(db::Session& session,
                                                    std::string_view license_id) {
  if (auto known = shelf_.find(license_id)) return known;
  // Another process on the same database may have installed it.
  const auto token = TRY(LicenseStore(session).token(license_id));
  if (!token) return Error{ErrorCode::not_found, "no such licence here"};
  shelf_.keep(TRY(verify_license(*token, keys_)));
  return shelf_.find(license_id);
}

Result<LicenseShelf::Shared> SeatLedger::shared_license(std::string_view license_id) {
  if (auto known = shelf_.find(license_id)) return known;
  return database_.read([&](db::Session& session) { return license_in(session, license_id); });
}

Result<License> SeatLedger::license(std::string_view license_id) {
  const LicenseShelf::Shared license = TRY(shared_license(license_id));
  return *license;
}

std::vector<LicenseShelf::Shared> SeatLedger::usable_licenses(std::string_view product,
                                                              std::string_view feature) {
  const TimeMs now_ms = terms_.now_ms();
  auto usable = shelf_.of_product(product);
  std::erase_if(usable, [&](const LicenseShelf::Shared& license) {
    return !license->usable_at(now_ms) || !license->covers(feature);
  });
  // Scarce seats last: who may sit elsewhere leaves the shared ones free.
  const auto scarcity = [](const LicenseShelf::Shared& license) {
    return license->model == SeatModel::site ? 0 : license->model == SeatModel::named ? 1 : 2;
  };
  std::stable_sort(usable.begin(), usable.end(),
                   [&](const auto& a, const auto& b) { return scarcity(a) < scarcity(b); });
  return usable;
}

Result<Entitlement> SeatLedger::entitlement(std::string_view product, std::string_view feature) {
  return usable_licenses(product, feature).empty() ? Entitlement::unlicensed
                                                   : Entitlement::licensed;
}

Result<SeatLedger::Proof> SeatLedger::prove(std::string_view product, std::string_view feature,
                                            std::string_view nonce) {
  const auto usable = usable_licenses(product, feature);
  if (usable.empty()) return Proof{};
  const License& license = *usable.front();
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

Result<LogAudit> SeatLedger::audit(const std::vector<LogAnchor>& kept) {
  return audit_license_log(database_, log_key_, kept);
}

Result<std::vector<LogAnchor>> SeatLedger::anchors() {
  return database_.read([](db::Session& session) { return log_anchors(session); });
}

Result<std::vector<DayUsage>> SeatLedger::usage(const UsageQuery& query) {
  return database_.read([&](db::Session& session) { return licensing::usage(session, query); });
}

std::string SeatLedger::token(const Lease& lease, std::string_view device_key) const {
  return sign_lease(lease, clock_.now_ms(), device_key, own_key_);
}

std::string SeatLedger::renewal_key(std::string_view lease_id) const {
  return licensing::renewal_key(renewal_secret_, lease_id);
}

}  // namespace kontor::licensing

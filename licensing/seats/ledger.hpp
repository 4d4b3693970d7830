#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/crypto/keys.hpp"
#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"
#include "licensing/core/license.hpp"
#include "licensing/document/license_document.hpp"

namespace kontor::licensing {

enum class Entitlement { licensed, trial, unlicensed };
std::string_view name_of(Entitlement entitlement);

struct StoredLease;

// A wish for a seat of one licence. Both texts at most 200 bytes.
struct Claim {
  std::string license_id;
  std::string subject;
  std::string session;
  std::string device_key = {};  // Raw Ed25519 public key of a remote device; empty inside the host.
  std::string idempotency_key;  // The same key gives the same lease, never a second seat.
};

// A seat asked of its holder by somebody who found none.
struct SeatRequest {
  std::string product;
  std::string holder;  // Subject who sits.
  std::string asker;   // Subject who waits.
  TimeMs asked_at_ms = 0;
};

// Counts the seats of the licences whose `authority` is this ledger's key. Mounted in the
// host, in the market and (with several hosts) in a server of its own. Does not know
// persons, prices or HTTP. Any thread; several processes on one PostgreSQL.
//
// Refusals (Error::code, `code` in Error::detail):
//   conflict   "no-free-seat"      + "holders": [{"subject","since"}]
//   conflict   "no-seat-assigned"  named licence, subject not on the list
//   conflict   "stale-fence"       renew or release with anything but the present step
//   forbidden  "unlicensed"        no valid licence of the product covers the feature
class SeatLedger {
 public:
  // Migrates `database` and opens the next epoch. `own_key` is the authority licences name;
  // `keys` says whose licence documents are believed. All references outlive the ledger.
  static Result<std::unique_ptr<SeatLedger>> open(db::Database& database, const Clock& clock,
                                                  Random& random, crypto::SigningKey own_key,
                                                  TrustedKeys keys);

  const std::string& authority() const { return authority_; }  // Hexadecimal public key.

  // --- licences ---
  // Verifies the document and begins to count it. Twice is once. untrusted for a bad
  // signature, forbidden when another ledger is the authority.
  Result<License> install_document(std::string_view token);
  // Verifies all stored documents anew: after the keys changed. Those that no longer
  // verify are logged and count as absent.
  Status reload_licenses();
  // Verified licences of a product, newest first, expired ones included; "" gives all.
  std::vector<License> licenses(std::string_view product);
  Result<License> license(std::string_view license_id);
  // Is the product (or one feature of it) paid for now? Says nothing about seats.
  Result<Entitlement> entitlement(std::string_view product, std::string_view feature = {});
  // The same with its proof for one nonce, for whoever does not believe this host: a token
  // signed by this ledger and the licence document that names it. Both empty if unlicensed.
  struct Proof {
    Entitlement state = Entitlement::unlicensed;
    std::string token;
    std::string document;
    std::optional<TimeMs> expires_at_ms;
  };
  Result<Proof> prove(std::string_view product, std::string_view feature, std::string_view nonce);

  // --- seats by product, for a host: no lease bookkeeping at the caller ---
  // The seat this session holds, or a new one of any valid licence that covers `feature`
  // and has room. A second call of a session that sits renews it when half of its ttl is
  // gone; before that it costs no database access.
  Result<Lease> claim(std::string_view product, std::string_view subject, std::string_view session,
                      std::string_view feature = {});
  // Frees every seat of a session (logout, end of session, idle). Number freed.
  Result<std::int64_t> release_session(std::string_view session);
  // Frees the session's seat of one product; not_found if it holds none.
  Status release_own(std::string_view product, std::string_view session);
  Result<Occupancy> occupancy(std::string_view product);
  // Replaces the list of a named product. conflict when longer than the seats bought.
  Status assign_named(std::string_view product, const std::vector<std::string>& subjects);
  // Notes that `asker` would like the holder's seat; not_found if the holder has none.
  // Telling the holder is the caller's work.
  Result<SeatRequest> ask(std::string_view product, std::string_view holder,
                          std::string_view asker);

  // --- seats by lease, the protocol of licensing.md ---
  Result<Lease> claim(const Claim& claim);
  // `step.sequence` is last + 1 (renews) or last (gives the stored reply again).
  Result<Lease> renew(const LeaseStep& step);
  // `step.sequence` is last or, when the reply to a renewal was lost, last + 1. Twice is once.
  Status release(const LeaseStep& step);
  Result<std::vector<Holder>> holders(std::string_view license_id);
  // Frees leases whose (fence, sequence) this process has itself seen unchanged for ttl +
  // margin on the monotonic clock. Call it every few seconds. Number freed.
  Result<std::int64_t> expire();

  // Raw public key of the device that claimed; empty for a seat of this host's own session.
  Result<std::string> device_key(std::string_view lease_id);
  // The lease in a signed form, bound to the device as implicit assertion.
  std::string token(const Lease& lease, std::string_view device_key) const;
  // Authenticates renewals of this lease (licensing/document/lease_proof.hpp). Raw bytes.
  std::string renewal_key(std::string_view lease_id) const;

 private:
  // What this process last saw of a lease, and since when on its monotonic clock.
  struct Observed {
    std::int64_t fence;
    std::int64_t sequence;
    std::int64_t since_monotonic_ms;
  };
  // A seat claimed by product, kept so that a user at work costs no database access.
  struct Held {
    Lease lease;
    License license;
    std::int64_t renew_at_monotonic_ms;
  };

  SeatLedger(db::Database& database, const Clock& clock, Random& random, crypto::SigningKey own_key,
             TrustedKeys keys);

  // One writer in this process: on PostgreSQL its threads would else only make each other
  // begin again.
  template <typename Work>
  auto write(Work&& work) {
    const std::lock_guard lock(writing_);
    return database_.transaction(std::forward<Work>(work));
  }

  std::vector<License> usable_licenses(std::string_view product, std::string_view feature);
  void keep(const License& license);
  std::optional<License> known_license(std::string_view license_id);
  Result<License> license_in(db::Session& session, std::string_view license_id);
  Result<std::optional<Lease>> try_claim(const License& license, const Claim& claim);
  Result<Lease> claim_any(const std::vector<License>& licenses, const Claim& wish);
  Result<std::int64_t> expire_of(std::string_view license_id);
  std::vector<LeaseStep> lapsed(const std::vector<StoredLease>& active);

  // The two maps.
  std::optional<Held> recall(std::string_view product, std::string_view session);
  void remember(const License& license, const Lease& lease);
  void forget(const std::string& lease_id);
  void observe(const LeaseStep& step);

  db::Database& database_;
  const Clock& clock_;
  IdSource ids_;
  crypto::SigningKey own_key_;
  TrustedKeys keys_;
  std::string authority_;
  std::string renewal_secret_;
  std::int64_t epoch_ = 0;
  std::mutex writing_;
  std::mutex mutex_;               // Guards what follows; never held during database work.
  std::vector<License> licenses_;  // Verified; newest first.
  std::unordered_map<std::string, Observed> observed_;  // By lease id.
  std::unordered_map<std::string, Held> held_;          // By product and session.
};

}  // namespace kontor::licensing

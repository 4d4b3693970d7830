#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/crypto/keys.hpp"
#include "base/db/database.hpp"
#include "licensing/document/license_document.hpp"
#include "licensing/seats/denials.hpp"
#include "licensing/seats/group_writer.hpp"
#include "licensing/seats/lease_state.hpp"
#include "licensing/seats/lease_watch.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/seats/license_shelf.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/seat_wishes.hpp"
#include "licensing/seats/terms_clock.hpp"
#include "licensing/seats/usage.hpp"

namespace kontor::licensing {

enum class Entitlement { licensed, trial, unlicensed };
std::string_view name_of(Entitlement entitlement);

struct LedgerStart {
  // The newest epoch() that whoever mounts the ledger keeps outside the database. A database
  // behind it was put back from a backup: then no seat is granted until all that were granted
  // meanwhile have run out ("restoring"), and holders whose sequence is ahead are believed.
  std::int64_t epoch_seen = 0;
};

// Counts the seats of the licences whose `authority` is this ledger's key. Mounted in the
// host, in the market and (with several hosts) in a server of its own. Does not know
// persons, prices or HTTP. Any thread; several processes on one PostgreSQL. Every change is
// an entry of the licence log, in the same transaction, and durable before the answer.
//
// Refusals: refusal.hpp (Error::code, and a stable `code` in Error::detail).
class SeatLedger {
 public:
  // Migrates `database` and opens the next epoch. `own_key` is the authority licences name;
  // `keys` says whose licence documents are believed. All references outlive the ledger.
  static Result<std::unique_ptr<SeatLedger>> open(db::Database& database, const Clock& clock,
                                                  Random& random, crypto::SigningKey own_key,
                                                  TrustedKeys keys, const LedgerStart& start = {});

  ~SeatLedger();  // Nobody may be at work with it.

  const std::string& authority() const { return authority_; }  // Hexadecimal public key.
  std::int64_t epoch() const { return epoch_; }                // Of this life.

  // --- licences ---
  // Verifies the document and begins to count it. Twice is once. untrusted for a bad
  // signature, forbidden when another ledger is the authority. Fewer seats than are in use
  // come into force as seats come free.
  Result<License> install_document(std::string_view token);
  // Verifies all stored documents anew: after the keys changed. Those that no longer
  // verify count as absent until a newer document of the same licence is installed.
  Status reload_licenses();
  // The same once another process on this database installed or withdrew one; otherwise one
  // statement. To be called every second or so where there are such processes.
  Status refresh_licenses();
  std::vector<RefusedLicense> refused_licenses() const;
  // Whether a document of this licence is stored here, believed or not.
  bool keeps(std::string_view license_id) const;
  // What the document says, if it is believed; nothing is stored.
  Result<License> verify(std::string_view token) const { return verify_license(token, keys_); }
  // Withdraws a licence for good and ends all its leases.
  Status revoke(std::string_view license_id, const Decision& decision);
  // Why a licence that was here is withdrawn; nothing if it is not.
  Result<std::optional<std::string>> withdrawn(std::string_view license_id);
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
  // Notes that `asker` would like the holder's seat; not_found if the holder has none.
  // Telling the holder is the caller's work.
  Result<SeatRequest> ask(std::string_view product, std::string_view holder,
                          std::string_view asker);

  // --- named seats ---
  // Replaces the list of a named product. conflict when longer than the seats bought, or
  // when the offer does not let a seat move to another person (now).
  Status assign_named(std::string_view product, const std::vector<std::string>& subjects);
  // Puts another device in place of the one a named seat's holder works at, as often as the
  // offer allows. Ends the holder's leases on the old one.
  Status rebind(std::string_view license_id, std::string_view subject, std::string_view device_key);

  // --- seats by lease, the protocol of licensing.md ---
  Result<Lease> claim(const Claim& claim);
  // `step.sequence` is last + 1 (renews) or last (gives the stored reply again).
  Result<Lease> renew(const LeaseStep& step);
  // `step.sequence` is last or, when the reply to a renewal was lost, last + 1. Twice is once.
  Status release(const LeaseStep& step);
  // The same three without waiting for the commit, for whoever serves many at once. `done`
  // hears the answer once, maybe in a thread of the writer's: it neither waits nor asks this ledger
  // for more. No lease and no refusal: only claim() can tell.
  void begin_claim(const Claim& claim, std::function<void(Result<std::optional<Lease>>)> done);
  void begin_renew(const LeaseStep& step, std::function<void(Result<Lease>)> done);
  void begin_release(const LeaseStep& step, std::function<void(Status)> done);
  Result<std::vector<Holder>> holders(std::string_view license_id);
  // Everything about who sits, for a page of at most kSeatRowsMax rows.
  Result<SeatPage> seats(std::string_view license_id);
  // Frees what its holders left (invariant 4), lets dates of borrowed seats pass, forgets
  // ended leases. Call it every few seconds. Number of seats freed.
  Result<std::int64_t> expire();

  // --- travel (invariant 7) ---
  // Takes the held seat of a device along until `days` from now. `signature` is the device's
  // over borrow_text. A repetition gives the same answer.
  Result<Lease> borrow(const LeaseStep& step, std::int64_t days, std::string_view signature);
  // Before its date, signed by the device over return_text. Twice is once.
  Status give_back(const LeaseStep& step, std::string_view signature);
  // The same two for a device that is not connected: whoever calls has verified its signed file.
  // The claim's idempotency key is the request's, so that a file brought twice is one seat.
  Result<Lease> borrow_for(const Claim& claim, std::int64_t days);
  Status take_back(const LeaseStep& step, std::string_view device_key);
  // The device is lost: the seat still counts until its date.
  Status write_off(std::string_view lease_id, const Decision& decision);

  // --- an administrator's ---
  // Ends somebody's lease. Its seat counts for one more ttl: the holder may not know yet.
  Status force_release(std::string_view lease_id, const Decision& decision);
  // Keeps `group.reserved` seats for members of the group, and gives them `group.cap` at most.
  // Both 0 removes the group.
  Status set_group(std::string_view license_id, const SeatGroup& group);
  Result<std::vector<SeatGroup>> groups(std::string_view license_id);

  // --- queue ---
  // Claims a seat or waits for one: asking again keeps the place, silence of kWaitMs loses it.
  static constexpr std::int64_t kWaitMs = 60'000;
  Result<Waited> wait(const Claim& claim);
  // Gives up the caller's own place; an administrator anybody's. not_found when there is none of
  // theirs, so that nobody learns who else waits.
  Status leave(std::string_view license_id, std::string_view session, const SeatCaller& caller);
  // The same two by product, for a host.
  Result<Waited> wait(std::string_view product, std::string_view subject, std::string_view session);
  Status leave_queue(std::string_view product, std::string_view session, const SeatCaller& caller);

  // --- licence log ---
  Result<LogAudit> audit(const std::vector<LogAnchor>& kept = {});
  Result<std::vector<LogAnchor>> anchors();
  Result<std::vector<DayUsage>> usage(const UsageQuery& query);

  // --- clone ratchet ---
  // The next counter of an installation that shows its last one with a fresh nonce; the same
  // question gives the same answer. A second copy cannot follow: conflict "forked", for ever.
  Result<std::int64_t> check_in(std::string_view device_key, std::int64_t counter,
                                std::string_view nonce);

  // Raw public key of the device that claimed; empty for a seat of this host's own session.
  Result<std::string> device_key(std::string_view lease_id);
  // The same without the database: nothing when only that can tell.
  std::optional<std::string> known_device_key(std::string_view lease_id) const {
    return watch_.device_key(std::string(lease_id));
  }
  // The lease in a signed form, bound to the device as implicit assertion.
  std::string token(const Lease& lease, std::string_view device_key) const;
  // Authenticates renewals of this lease (licensing/document/lease_proof.hpp). Raw bytes.
  std::string renewal_key(std::string_view lease_id) const;

 private:
  // A seat claimed by product, kept so that a user at work costs no database access.
  struct Held {
    Lease lease;
    LicenseShelf::Shared license;
    std::int64_t renew_at_monotonic_ms;
  };

  SeatLedger(db::Database& database, const Clock& clock, Random& random, crypto::SigningKey own_key,
             TrustedKeys keys);
  Status begin_life(const LedgerStart& start);
  bool is_restoring() const { return clock_.monotonic_ms() < grants_from_monotonic_ms_; }
  Status check_restored() const;
  Status read_licenses(bool also_known);

  std::vector<LicenseShelf::Shared> usable_licenses(std::string_view product,
                                                    std::string_view feature);
  Result<LicenseShelf::Shared> license_in(db::Session& session, std::string_view license_id);
  Result<LicenseShelf::Shared> shared_license(std::string_view license_id);
  Status check_terms(const License& license);

  Result<std::optional<Lease>> try_claim(const License& license, const Claim& claim);
  Result<std::optional<Lease>> grant(Change& change, const License& license, const Claim& claim,
                                     std::optional<std::int64_t> ahead);
  Result<Lease> claim_any(const std::vector<LicenseShelf::Shared>& licenses, const Claim& wish);
  Result<Lease> renew_in(Change& change, const LeaseStep& step);
  Result<Lease> renew_unusual(Change& change, const LeaseStep& step);
  Status end_all(Change& change, const std::vector<StoredLease>& leases, LeaseState state,
                 std::vector<std::string>& ended);
  Status reassign(Change& change, const License& license, std::set<std::string>& wanted,
                  std::vector<std::string>& ended);
  Status release_in(Change& change, const LeaseStep& step, std::optional<StoredLease>& lingering);
  void after_claim(const Claim& claim, const Lease& lease);
  void after_release(const LeaseStep& step, const std::optional<StoredLease>& lingering);
  Error full_house(const License& license, const Claim& claim);
  Status give_up_place(const Claim& claim);
  Result<std::vector<Waiting>> waiting_for(db::Session& session, std::string_view license_id) const;
  Result<Lease> send_along(Change& change, StoredLease stored, std::int64_t days);

  Result<std::int64_t> expire_due();
  Status read_all();
  Status read_live(db::Session& session);
  Status judge(Change& change, const LeaseWatch::Due& due, std::int64_t& freed,
               std::vector<StoredLease>& seen);
  Result<std::int64_t> end_dates();
  Status write_diary();

  void watch(const StoredLease& stored);
  std::int64_t patience_of(const StoredLease& stored);
  std::optional<Held> recall(std::string_view product, std::string_view session);
  void remember(const LicenseShelf::Shared& license, const Lease& lease);
  void forget(const std::string& lease_id);

  db::Database& database_;
  const Clock& clock_;
  IdSource ids_;
  crypto::SigningKey own_key_;
  TrustedKeys keys_;
  std::string authority_;
  std::string renewal_secret_;
  std::string log_key_;
  std::int64_t epoch_ = 0;
  std::int64_t grants_from_monotonic_ms_ = 0;  // Later than the start after a restore.
  LicenseShelf shelf_;
  std::mutex documents_mutex_;  // Held by whoever brings database and shelf to the same documents.
  std::vector<LicenseStore::Stored> documents_read_;
  TermsClock terms_;
  LeaseWatch watch_;
  LeaseWatch
      waiting_;  // The queue: lease_id is waiting_name(), fence the ticket, sequence the beat.
  Denials denials_;
  std::unique_ptr<GroupWriter> writer_;  // After the epoch is known.
  std::mutex mutex_;                     // Guards what follows; never held during database work.
  std::unordered_map<std::string, Held> held_;              // By product and session.
  std::unordered_map<std::string, std::string> held_name_;  // By lease id: its key in held_.
  std::int64_t next_read_monotonic_ms_ = 0;
  std::int64_t next_diary_monotonic_ms_ = 0;
  bool was_behind_ = false;
};

}  // namespace kontor::licensing

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/crypto/keys.hpp"
#include "base/db/database.hpp"
#include "licensing/seats/log_entry.hpp"

namespace kontor::licensing {

// Where a chain stood: whoever keeps it outside the database notices a shorter log.
struct LogAnchor {
  std::int64_t chain = 0;
  std::int64_t number = 0;
  std::string hash;  // Hexadecimal.
};

// The hash-chained licence log of one process life. Entries are written in the transaction
// of the change they tell about, so neither is there without the other. Any thread; keeps
// no state of its own, so a transaction that is rolled back or tried again leaves no trace.
//
// An entry's hash is SHA-256 over the hash before it (raw, 32 zero bytes before the first)
// and then chain, number, at_ms, kind, license_id, lease_id, subject, feature, moved, count
// and detail, each as "length:bytes,". audit_license_log (license_log_audit.hpp) verifies.
class LicenseLog {
 public:
  // `chain`: the ledger's epoch. `seal_key`: secret, not in the database, the same on all
  // nodes of one authority.
  LicenseLog(std::int64_t chain, std::string seal_key)
      : chain_(chain), seal_key_(std::move(seal_key)) {}

  // Begins the chain with an entry that names the end of the newest earlier one. Call it
  // once, in the transaction that takes the epoch.
  Status open(db::Session& session, TimeMs now_ms);
  // One hash and one insert an entry, one update of the head a call: give all entries of a
  // transaction at once. Nothing for an empty list.
  Status append(db::Session& session, std::vector<LogEntry> entries);

  std::int64_t chain() const { return chain_; }

 private:
  std::int64_t chain_;
  std::string seal_key_;
};

// The ends of all chains, oldest first.
Result<std::vector<LogAnchor>> log_anchors(db::Session& session);

// The key of the seals of one authority's log.
std::string log_seal_key(const crypto::SigningKey& authority_key);
// The seal of a chain's end, hexadecimal.
std::string log_seal(std::string_view seal_key, const LogAnchor& head);

// An entry as it stands in the log.
struct LoggedEntry {
  std::int64_t chain = 0;
  std::int64_t number = 0;
  std::string kind;
  std::int64_t moved = 0;
  LogEntry entry;    // Its `kind` is not filled in: a later program may know more kinds.
  std::string hash;  // Hexadecimal, as stored.
};
std::string log_hash(std::string_view hash_before_raw, const LoggedEntry& entry);  // Raw.

// At most `most` entries of a chain after `number`, in order.
Result<std::vector<LoggedEntry>> read_log(db::Session& session, std::int64_t chain,
                                          std::int64_t after_number, std::int64_t most);

}  // namespace kontor::licensing

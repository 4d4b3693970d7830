#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"
#include "host/trust/install_policy.hpp"

namespace kontor::host {

// The company's install policy in the host's database, verified each time it is read. Keys of
// administrators come from the configuration; without any, the first policy ever put brings
// its own, and each policy names who may sign the next. Any thread.
class PolicyStore {
 public:
  PolicyStore(db::Database& database, const Clock& clock, std::vector<crypto::PublicKey> configured)
      : database_(database), clock_(clock), configured_(std::move(configured)) {}

  // What holds now: the default when nobody ever put one and no key is configured. untrusted
  // (detail {"code":"policy-untrusted"}) when the stored one was changed, is signed by nobody
  // the host believes, or is missing where a key is configured: then nothing is installed.
  Result<InstallPolicy> now();
  // {"state":"default"|"signed"|"untrusted","reason","policy","serial","signed_by","put_by","put_at"}
  Result<Json> show();
  // Needs the right plugins.manage beside the signature; audited. conflict unless the serial
  // is higher than the one before.
  Status put(const Principal& actor, const std::string& envelope);

 private:
  struct Row {
    std::int64_t serial;
    std::string envelope;
    std::string accepted_key;
    std::string put_by;
    TimeMs put_at_ms;
  };
  Result<std::optional<Row>> row();
  Result<InstallPolicy> verified(const Row& row) const;
  Result<std::vector<crypto::PublicKey>> may_sign_next(const std::string& envelope);

  db::Database& database_;
  const Clock& clock_;
  const std::vector<crypto::PublicKey> configured_;
};

}  // namespace kontor::host

#pragma once

#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"

namespace kontor::host {

// Second factors: a time-based one-time password (RFC 6238) and ten recovery codes for the day
// the telephone is lost. The secret lies sealed, recovery codes as hashes; a code is taken once.
// Any thread.
class SecondFactors {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    std::string key;  // 32 bytes that seal the secrets; empty: none can be set up.
  };
  explicit SecondFactors(Parts parts) : parts_(std::move(parts)) {}

  struct Enrolment {
    std::string secret;  // Base 32, to type.
    std::string uri;     // otpauth://…, for a QR code.
  };
  // Makes a secret that counts only once confirm() has seen a code of it; until then another call
  // makes another. conflict when a confirmed one is there.
  Result<Enrolment> begin(const Principal& user);
  // The recovery codes, shown this once. unauthenticated for a wrong code.
  Result<std::vector<std::string>> confirm(const Principal& user, const std::string& code);
  // By the user with a code.
  Status remove(const Principal& user, const std::string& code);
  // By somebody who holds users.manage, for a user who has lost everything: security keys, too.
  Status reset(const Principal& actor, const std::string& user_id);

  // Inside a login's transaction: is a code wanted, and is this one right? What it takes is used.
  static Result<bool> wanted(db::Session& session, const std::string& user_id);
  Result<bool> take(db::Session& session, const std::string& user_id, const std::string& code);

  // For another kind of second factor, inside its transaction: recovery codes when the user has
  // none yet, and their end when nothing is left that they stand for.
  Result<std::vector<std::string>> first_recovery_codes(db::Session& session,
                                                        const std::string& user_id);
  Status drop_idle_recovery_codes(db::Session& session, const std::string& user_id);

  static constexpr int kRecoveryCodes = 10;

 private:
  Result<std::vector<std::string>> new_recovery_codes(db::Session& session,
                                                      const std::string& user_id);
  Result<std::string> secret_of(db::Session& session, const std::string& user_id,
                                std::int64_t confirmed);
  Result<bool> take_step(db::Session& session, const std::string& user_id,
                         const std::string& secret, const std::string& code);

  Parts parts_;
};

}  // namespace kontor::host

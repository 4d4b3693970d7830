#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/crypto/webauthn.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"
#include "host/access/second_factor.hpp"

namespace kontor::host {

// Security keys (WebAuthn) as second factors: several to a user, each with a name. What a key is
// asked to sign counts once, for five minutes, and for the user it was made for. Any thread.
class SecurityKeys {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    IdSource& ids;
    SecondFactors& factors;  // Makes the recovery codes.
  };
  explicit SecurityKeys(Parts parts) : parts_(parts) {}

  // What a browser is to ask a key for. Both in base64url.
  struct Question {
    std::string challenge;
    std::vector<std::string> credential_ids;  // The user's keys.
  };
  Result<Question> begin(const Principal& user);
  struct Added {
    std::string id;
    std::vector<std::string> recovery_codes;  // Shown this once; none when there are some already.
  };
  // unauthenticated when the key's answer is refused, conflict for a key that is known.
  Result<Added> add(const Principal& user, const std::string& name,
                    const crypto::RelyingParty& party, const crypto::KeyRegistration& made);

  struct Line {
    std::string id;
    std::string name;
    std::string party;  // The host name it serves.
    TimeMs created_at_ms = 0;
    std::optional<TimeMs> used_at_ms = {};
  };
  Result<std::vector<Line>> list(const Principal& user);
  Status rename(const Principal& user, const std::string& id, const std::string& name);
  // The caller has made sure that it is the user who asks.
  Status remove(const Principal& user, const std::string& id);

  // Inside a login's transaction: has the user a key, what is it to sign, and is this answer
  // right? What it answers is used up either way.
  static Result<bool> wanted(db::Session& session, const std::string& user_id);
  Result<Question> ask(db::Session& session, const std::string& user_id);
  Result<bool> take(db::Session& session, const std::string& user_id,
                    const crypto::RelyingParty& party, const crypto::KeyAssertion& given);

  static constexpr std::int64_t kKeysMax = 20;
  static constexpr std::int64_t kChallengeMs = std::int64_t{5} * 60 * 1000;
  static constexpr std::int64_t kChallengesMax = 50;  // Open ones of one user.

 private:
  Result<Question> question(db::Session& session, const std::string& user_id, const char* purpose);
  Result<bool> use_up(db::Session& session, const std::string& user_id, const char* purpose,
                      const std::string& challenge);
  Status keep(db::Session& session, const Principal& user, const std::string& name,
              const std::string& party, const crypto::RegisteredKey& made, Added& added);

  Parts parts_;
};

}  // namespace kontor::host

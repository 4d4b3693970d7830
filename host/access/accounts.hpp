#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/access/known_principals.hpp"
#include "host/access/principal.hpp"
#include "host/access/second_factor.hpp"
#include "host/access/security_keys.hpp"

namespace kontor::host {

struct User {
  std::string id;
  std::string name;
  std::string email;
  std::vector<std::string> roles;
  bool disabled = false;
};

struct NewUser {
  std::string email;
  std::string name;
  std::string password;
  std::vector<std::string> roles;
};

struct ApiToken {
  std::string id;
  std::string name;
  std::vector<std::string> scopes;
  TimeMs created_at_ms = 0;
  std::optional<TimeMs> expires_at_ms = {};
};

// What came with a login: the second factor's code or a security key's answer, and what a list of
// sessions shows.
struct LoginContext {
  std::string code = {};
  std::string peer = {};
  std::string agent = {};
  struct KeyAnswer {
    crypto::RelyingParty party;
    crypto::KeyAssertion assertion;
  };
  std::optional<KeyAnswer> key = {};
};

// Why somebody may do what they may: one source of rights, by its name.
struct RightsSource {
  std::string because;  // "role sales"; for a token also what it is narrowed by.
  Rights rights;
};

// Users, sessions, API tokens and roles. Stores hashes of secrets only: Argon2id of
// passwords, SHA-256 of session and API tokens (32 random bytes each). Any thread.
class Accounts {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    IdSource& ids;
    std::string secret_key = {};  // 32 bytes for second factors; empty: none can be set up.
  };
  explicit Accounts(Parts parts)
      : parts_(std::move(parts)),
        factors_({parts_.database, parts_.clock, parts_.random, parts_.secret_key}),
        keys_({parts_.database, parts_.clock, parts_.random, parts_.ids, factors_}) {}
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  // Stores the built-in roles; call once at start, after the tables are there.
  Status prepare();

  struct Login {
    User user;
    std::string session_token;  // For the cookie; shown once.
    std::string csrf;
  };
  // unauthenticated with one and the same text for an unknown address and a wrong password, with
  // the detail second-factor-needed (with what a security key is to sign) or wrong-second-factor
  // once the password was right;
  // exhausted (detail: retry_after_s) while the account is locked: 5 failures lock for
  // 30 s, each further one doubles it up to an hour. Wrong codes count like wrong passwords.
  Result<Login> login(const std::string& email, const std::string& password,
                      const LoginContext& context = {});
  // A session for a user whom a single sign-on has named; `method` is shown in the list.
  Result<Login> open_session_of(const User& user, const std::string& method,
                                const LoginContext& context);
  SecondFactors& second_factors() { return factors_; }
  SecurityKeys& security_keys() { return keys_; }

  struct SessionLine {
    std::string id;
    std::string method;  // "password", "password+code", "password+key", "single-sign-on"
    std::string peer;
    std::string agent;
    TimeMs created_at_ms = 0;
    TimeMs seen_at_ms = 0;
  };
  // Sessions that still live, newest first; of others than oneself for holders of users.manage.
  Result<std::vector<SessionLine>> sessions(const Principal& actor, const std::string& user_id);
  Status revoke_session(const Principal& actor, const std::string& user_id, const std::string& id);
  // Ends every other session of the user.
  Status change_password(const Principal& user, const std::string& present,
                         const std::string& wanted);
  // Is it the user who asks, and not somebody at an open browser? forbidden for a wrong password.
  Status check_password(const Principal& user, const std::string& present);
  Status logout(const std::string& session_token);
  // Called after a session ended, by logout: (user id, session id). Set while wiring.
  void on_session_end(std::function<void(const std::string&, const std::string&)> callback) {
    session_ended_ = std::move(callback);
  }

  // Who holds this session or API token; unauthenticated otherwise.
  Result<Principal> by_session(const std::string& session_token);
  Result<Principal> by_api_token(const std::string& token);
  // The value the X-Kontor-CSRF header must have; derived from the session token.
  static std::string csrf_of(const std::string& session_token);

  struct IssuedToken {
    std::string id;
    std::string token;
  };
  // A token may do what its user may and its scopes allow: "*", "records:read",
  // "records:write", "person:read", "person:update", or a named right ("imports.run").
  Result<IssuedToken> issue_token(const Principal& owner, const std::string& name,
                                  const std::vector<std::string>& scopes,
                                  std::optional<TimeMs> expires_at_ms = {});
  Result<std::vector<ApiToken>> tokens(const Principal& owner);
  Status revoke_token(const Principal& owner, const std::string& id);

  Result<User> add_user(const Principal& actor, const NewUser& user);
  // Those who may sign in; everybody for a list that shows who no longer may.
  enum class Which { enabled, all };
  Result<std::vector<User>> users(Which which = Which::enabled);
  Result<User> user(const std::string& id);
  Result<std::optional<User>> user_by_email(const std::string& email);
  // A Principal with a user's rights, to act for the user (seat holders, jobs).
  Result<Principal> act_as(const std::string& user_id);

  // Where the rights of a user, or of an API token by its id, come from.
  Result<std::vector<RightsSource>> sources_of_user(const std::string& user_id);
  Result<std::vector<RightsSource>> sources_of_token(const std::string& token_id);
  // The Principal of an API token by its id, for explaining it.
  Result<Principal> act_as_token(const std::string& token_id);
  // Rights, teams or users have changed: nobody's rights are remembered any longer.
  void forget_principals() { known_.clear(); }
  // Argon2id of a password that fits the rules; invalid_argument otherwise. One at a time.
  Result<std::string> hash_of(const std::string& password);

  // What the web app keeps for a user; opaque to the host.
  Result<Json> preferences(const std::string& user_id);
  Status keep_preferences(const std::string& user_id, const Json& preferences);

  static std::string normalised_email(std::string email);

  static constexpr std::size_t kPreferencesBytesMax = std::size_t{64} << 10;
  static constexpr std::int64_t kSessionIdleMs = std::int64_t{12} * 3600 * 1000;
  static constexpr std::int64_t kSessionMaxMs = std::int64_t{7} * 24 * 3600 * 1000;
  static constexpr std::size_t kPasswordBytesMin = 10;
  static constexpr std::size_t kPasswordBytesMax = 1024;

 private:
  Parts parts_;
  std::function<void(const std::string&, const std::string&)> session_ended_;
  std::mutex hashing_;  // One Argon2 pass (64 MiB) at a time.

  KnownPrincipals known_;
  SecondFactors factors_;
  SecurityKeys keys_;

  Result<Login> open_session(const User& user, const std::string& method,
                             const LoginContext& context);
  // Which second factor a login had; `missing` is the refusal that asks for one.
  enum class Factor { not_wanted, code, key, missing, wrong };
  Result<Factor> take_factor(const User& user, const LoginContext& context, Error& missing);
  Result<Factor> ask_for_factor(db::Session& session, const User& user, bool code, bool key,
                                Error& missing);
  Status note_login_failure(const std::string& user_id, const char* why);
  Result<User> with_roles(db::Session& session, User user);
  Result<std::shared_ptr<const Rights>> rights_of(db::Session& session, const std::string& user_id);
  Result<Principal> token_principal(db::Session& session, const db::Row& row);
  static Result<std::shared_ptr<const std::vector<std::string>>> team_of(
      db::Session& session, const std::string& user_id);
};

}  // namespace kontor::host

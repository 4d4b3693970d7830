#pragma once

#include <string>

#include "base/core/random.hpp"
#include "host/access/accounts.hpp"
#include "host/access/openid_provider.hpp"

namespace kontor::host {

// Signing in through the company's OpenID provider (R33). Whoever the provider names must be a
// user here already: known by issuer and subject, the first time by an e-mail address that the
// provider has verified. Any thread.
class SingleSignOn {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    Accounts& accounts;
    OpenIdProvider& provider;
  };
  explicit SingleSignOn(Parts parts) : parts_(parts) {}

  struct Begun {
    std::string url;    // Where the browser goes.
    std::string state;  // For a cookie: the answer must come to the browser that began.
  };
  Result<Begun> begin();

  struct Answer {
    std::string code;
    std::string state;
    std::string browser_state;  // From the cookie.
  };
  // forbidden with the code sign-on-refused when the answer is not to a sign-on of this browser,
  // came late or a second time; untrusted when the provider's token does not hold; forbidden
  // with unknown-user when nobody here fits.
  Result<Accounts::Login> finish(const Answer& answer, const LoginContext& context);

  static constexpr std::int64_t kSignOnMs = 600'000;
  static constexpr std::int64_t kSignOnsMax = 10'000;

 private:
  Result<User> user_of(const Json& claims);

  Parts parts_;
};

}  // namespace kontor::host

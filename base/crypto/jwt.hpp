#pragma once

#include <memory>
#include <string_view>

#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::crypto {

// Public keys of a JSON Web Key Set (RFC 7517) and the signatures they verify (RFC 7515, compact
// form): RS256, PS256, ES256 and EdDSA with Ed25519. "none" and shared secrets are no signatures
// here. Keys of other kinds in the set are passed over. Copies share the immutable keys. Any
// thread.
class JwkSet {
 public:
  static Result<JwkSet> parse(const Json& set);

  // The claims of a signed token. untrusted when no key of the set fits (detail code
  // "unknown-key": the set may be old), the signature is wrong or the form is not exact. Says
  // nothing of issuer, audience or time.
  Result<Json> verify(std::string_view token) const;

 private:
  struct Keys;
  explicit JwkSet(std::shared_ptr<const Keys> keys) : keys_(std::move(keys)) {}
  std::shared_ptr<const Keys> keys_;  // Shared by copies of this value; immutable.
};

}  // namespace kontor::crypto

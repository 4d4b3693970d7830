#pragma once

#include <string>

#include "base/crypto/webauthn.hpp"
#include "base/http/message.hpp"

namespace kontor::host {

// This host as the browser that sent the request knows it, which security keys are bound to: the
// configured public address over HTTPS, or what the request came to. A browser sends Origin with
// every POST and will not let a page forge it. invalid_argument without one, for another site's,
// and where browsers use no security keys (plain HTTP but for localhost, a bare IP address).
Result<crypto::RelyingParty> relying_party_of(const http::Request& request,
                                              const std::string& public_url);

// A byte string as web pages send it. invalid_argument unless it is base64url.
Result<std::string> web_bytes(const Json& body, const char* name);

}  // namespace kontor::host

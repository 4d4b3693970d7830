#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::licensing {

// Small signed documents share one form: PASETO v4.public over canonical JSON whose member
// `type` is a name and a version, "kontor-revocations/1". Any thread.

using KeyOf = std::function<Result<crypto::PublicKey>(std::string_view kid)>;

// Footer: {"kid": …} and, for what one device may use, {"device": key id of the device}.
std::string sign_typed(const Json& payload, const crypto::SigningKey& key, const Json& footer,
                       std::string_view implicit = {});

// The footer before anything is verified, only to choose a key or to explain a refusal.
// `malformed-document` for what is no token or not written the one right way.
Result<Json> peek_typed_footer(std::string_view token);

// The payload. Refused with code `bad-signature` (forged, truncated, for somebody else),
// `unknown-document` or `unknown-version` (another type), `invalid-document` (any member more,
// less or other than `schema` says).
Result<Json> open_typed(std::string_view token, const crypto::PublicKey& key,
                        std::string_view implicit, std::string_view type, std::string_view schema);

// `document-expired` when older than `age_max_ms`, `document-from-the-future` when written more
// than a day ahead of `now_ms`.
Status check_age(std::string_view at, std::int64_t age_max_ms, TimeMs now_ms);

}  // namespace kontor::licensing

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/tlog/checkpoint.hpp"

namespace kontor::marketplace {

// Target market/log-keys.json of the off-line top-level role: whom to believe about the
// transparency log.
//
//   {"origin": "…", "keys": ["<C2SP vkey>", …], "witnesses": ["<vkey>", …], "witness_threshold": 0}
//
// invalid_argument unless there is a key, each vkey parses, keys are Ed25519 signers named like
// the origin, witnesses are of type 0x04, and the threshold is not above their number.
Result<tlog::LogPolicy> parse_log_keys(std::string_view text);
Json log_keys_json(const tlog::LogPolicy& policy);

// The name a log gets when its operator chose none: "kontor-log/" and 16 digits of its key's hash.
std::string default_log_origin(const crypto::PublicKey& key);

// What the ceremony writes for a new log with this key: no witnesses yet.
Result<tlog::LogPolicy> new_log_policy(const std::string& origin, const crypto::PublicKey& key);

}  // namespace kontor::marketplace

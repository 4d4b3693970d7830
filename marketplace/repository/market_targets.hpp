#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

// The files that the off-line top-level role signs itself, below market/. Hosts read them.
namespace kontor::marketplace {

// market/license-keys.json: whose signature under a licence counts.
std::string license_keys_file(const std::vector<crypto::PublicKey>& keys);
// The keys such a file lists; invalid_argument if it is none.
Result<std::vector<crypto::PublicKey>> parse_license_keys_file(const std::string& bytes);

// market/log-keys.json: the transparency log's name and its keys, each as a C2SP vkey.
std::string log_keys_file(const std::string& origin, const std::vector<crypto::PublicKey>& keys);

// market/review-keys.json: whose review attestations count, for both levels.
std::string review_keys_file(const std::vector<crypto::PublicKey>& keys);

// market/killed.json: what hosts must not run. `killed` is a list of
// {"plugin","versions":[…]|"*","reason","at"}, with "sha256" and "advisory" if wanted.
std::string killed_file(const Json& killed);

// C2SP signed-note verifier key of an Ed25519 key: "<name>+<key hash>+<base64(0x01 ‖ key)>".
std::string verifier_key(const std::string& name, const crypto::PublicKey& key);

// {"length","hashes"} of a file, as metadata lists it.
Json target_entry(const std::string& bytes);
// "<folder>/<sha256>.<name>" of target "<folder>/<name>" with these bytes.
std::string stored_path(const std::string& target, const std::string& bytes);

}  // namespace kontor::marketplace

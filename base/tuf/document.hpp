#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "base/tuf/refusal.hpp"

namespace kontor::tuf {

// Keys by their key id. Holds only keys whose id is what it must be: the SHA-256 of the
// canonical form of the key object, with or without members the specification does not
// name. Keys of unknown type or scheme are left out.
using KeyTable = std::map<std::string, crypto::PublicKey>;
Verdict<KeyTable> parse_keys(const Json& keys, const std::string& role);

// Who may sign a role.
struct RoleKeys {
  std::set<std::string> key_ids;
  std::int64_t threshold = 1;
};
Verdict<RoleKeys> parse_role_keys(const Json& object, const std::string& role);

struct Signature {
  std::string key_id;
  std::string bytes;
};

// A signed file before anything in it is believed.
struct Document {
  Json body;                          // The member "signed".
  std::string canonical;              // What the signatures are over.
  std::vector<Signature> signatures;  // Empty and unreadable ones are left out.
};
// Checks form, "_type" and the major number of "spec_version".
Verdict<Document> parse_document(std::string_view bytes, std::string_view type,
                                 const std::string& role, std::size_t bytes_max);

// threshold_not_met unless at least `threshold` different keys signed. Keys are told apart by
// their material, so that one key under two ids counts once.
Verdict<> check_threshold(const Document& document, const KeyTable& keys, const RoleKeys& signers,
                          const std::string& role);

}  // namespace kontor::tuf

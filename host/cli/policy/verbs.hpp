#pragma once

#include <filesystem>
#include <string>

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "host/cli/host/host_wish.hpp"

namespace kontor::host {

// What somebody typed after `kontor policy`.
struct PolicyWish {
  HostWish host = {};
  std::filesystem::path file = {};  // A policy, or its signed envelope.
  std::filesystem::path key = {};
  std::filesystem::path out = {};
  std::string public_key = {};  // Hexadecimal.
  std::string request = {};
};

// The envelope of a policy, in `out`; the key is made if there is none.
Result<Json> sign(const PolicyWish& wish);
// Whether a policy is well-formed and, for an envelope, signed by one of its own signers or by
// the key given.
// With a token file: also what it would refuse of what a running host has installed.
Result<Json> check(const PolicyWish& wish);
// What check() found, for people; says whether something installed breaks the policy.
std::string check_text(const Json& checked);
bool refuses_installed(const Json& checked);
// At a running host.
Result<Json> put(const PolicyWish& wish);

}  // namespace kontor::host

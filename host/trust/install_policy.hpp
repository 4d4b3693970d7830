#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "marketplace/client/release_choice.hpp"

namespace kontor::host {

// What a company lets into its host, as its administrator wrote and signed it. A fresh object
// is what holds without one (README.md, "The install policy").
struct InstallPolicy {
  // The document inside the envelope; invalid_argument naming place and rule.
  static Result<InstallPolicy> parse(std::string_view text);
  // Verifies `envelope` (DSSE) against `keys`; untrusted otherwise.
  static Result<InstallPolicy> open(std::string_view envelope,
                                    const std::vector<crypto::PublicKey>& keys);

  enum class Review { when_offered, none, automatic, reviewed };
  enum class Log { when_offered, none, required };
  struct Pin {
    std::string version = {};  // One of the two.
    std::string sha256 = {};
  };
  struct Updates {
    marketplace::UpdateStep take = marketplace::UpdateStep::manual;
    std::string channel = "stable";
    bool staged = true;  // Waits for this installation's turn in a roll-out.
  };

  std::int64_t serial = 0;  // 0: nobody wrote one.
  std::int64_t minimum_age_s = 0;
  Review review = Review::when_offered;
  Log log = Log::when_offered;
  std::vector<std::string> vendors_allowed = {};  // Empty: all.
  std::vector<std::string> vendors_forbidden = {};
  std::vector<std::string> permissions_forbidden = {};
  std::map<std::string, Pin> pins = {};
  std::vector<std::string> approving_roles = {};  // Both empty: whoever may manage plugins.
  std::vector<std::string> approving_users = {};  // E-mail addresses.
  Updates updates = {};
  std::map<std::string, Updates> updates_by_plugin = {};
  std::vector<crypto::PublicKey> signers = {};  // Who may sign the next one.
  Json document = Json::object();

  const Updates& updates_of(const std::string& plugin) const;
};

inline constexpr const char* kPolicyPayloadType = "application/vnd.kontor.install-policy+json";
inline constexpr std::size_t kPolicyBytesMax = std::size_t{256} << 10;

// The published JSON Schema.
std::string_view install_policy_schema_text();
// The envelope for a policy document that parses.
Result<std::string> sign_policy(std::string_view document, const crypto::SigningKey& key);

}  // namespace kontor::host

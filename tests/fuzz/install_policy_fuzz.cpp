#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/crypto/dsse.hpp"
#include "host/trust/policy_rules.hpp"

// Property: any bytes either are an install policy within its limits or are refused; what was
// parsed judges any release without crashing; and no bytes are an envelope somebody signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::host;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const auto key =
      kontor::crypto::SigningKey::from_seed("kontor fuzz key of 32 bytes ....").value();
  if (InstallPolicy::open(bytes, {key.public_key()})) std::abort();
  const auto policy = InstallPolicy::parse(bytes);
  if (!policy) return 0;
  if (policy->serial < 1 || policy->signers.empty() || policy->minimum_age_s < 0) std::abort();
  Candidate killed{.plugin = "acme.notes", .vendor = "acme", .version = "1.0.0"};
  killed.killed = "whatever the policy";
  if (judge(*policy, killed, 0).empty()) std::abort();
  return 0;
}

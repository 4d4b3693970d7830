#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/crypto/canonical_json.hpp"
#include "base/tuf/trusted_set.hpp"

// Property: any bytes either are metadata within the limits or are refused; nothing throws or
// crashes; what parses has versions and thresholds of at least 1, the canonical form of its
// canonical form is itself, and no bytes are ever trusted without a signature that fits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tuf;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::size_t kBytesMax = 1 << 20;

  for (const char* type : {"root", "timestamp", "snapshot", "targets"}) {
    const auto document = parse_document(bytes, type, type, kBytesMax);
    if (!document) continue;
    const auto again = kontor::parse_json(document->canonical);
    // Raw control characters are canonical JSON and not JSON, so not every form reads back.
    if (again && kontor::crypto::canonical_json(*again).value() != document->canonical)
      std::abort();
    if (check_threshold(*document, {}, {{}, 1}, type)) std::abort();
    if (const auto root = parse_root(document->body))
      for (const auto& [role, signers] : root->roles)
        if (signers.threshold < 1) std::abort();
    if (const auto timestamp = parse_timestamp(document->body))
      if (timestamp->snapshot.version < 1) std::abort();
    (void)parse_snapshot(document->body);
    if (const auto targets = parse_targets(document->body, type)) {
      // Whoever may speak for a path has signers, and only the last of them terminates.
      const auto children = targets->children_for("vendor/vendor.plugin/1.0.0.kpkg");
      for (std::size_t at = 0; at < children.size(); ++at)
        if (!targets->signers_of(children[at].role) ||
            (children[at].terminating && at + 1 < children.size()))
          std::abort();
    }
    if (const auto targets = parse_targets(document->body, type))
      for (const Delegation& delegation : targets->delegations) {
        if (is_top_level(delegation.role) || delegation.signers.threshold < 1) std::abort();
        if (targets->signers_of(delegation.role) != &delegation.signers) std::abort();
        (void)delegation.covers("vendor/vendor.plugin/1.0.0.kpkg");
      }
  }
  if (auto trusted = TrustedSet::start(bytes, 0))
    if (trusted->root().header.version < 1) std::abort();
  return 0;
}

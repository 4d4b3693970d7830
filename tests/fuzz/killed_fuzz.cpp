#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/core/json.hpp"
#include "marketplace/client/killed.hpp"
#include "marketplace/client/release_choice.hpp"

// Property: any bytes either are a list of switched-off releases, each entry of which finds the
// release it names, or are refused. A vendor's terms made of any JSON stay within their bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::marketplace;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto killed = parse_killed(bytes);
  if (killed)
    for (const Killed& one : *killed) {
      const std::string version = one.versions.empty() ? "1.0.0" : one.versions.front();
      const std::string sha256 = one.sha256.empty() ? "" : one.sha256.front();
      if (find_killed(*killed, one.plugin, version, sha256) == nullptr) std::abort();
    }
  const auto custom = kontor::parse_json(bytes);
  if (!custom) return 0;
  const SignedTerms terms = terms_of(*custom);
  if (terms.rollout_percent < 0 || terms.rollout_percent > 100) std::abort();
  return 0;
}

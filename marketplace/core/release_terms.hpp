#pragma once

#include <string>
#include <string_view>

#include "base/core/json.hpp"

// What a vendor signs about a release beside its bytes: the member "custom" of a target.
//
//   "plugin_id", "version", "sdk", "sbom"      fixed with the release
//   "channel": "stable"|"beta"|"private"       absent: stable
//   "rollout": {"percent": 1–100}              absent: 100
//   "yanked": {"reason"}                       not to be installed any longer
//   "deprecated": {"successor"?, "reason"}     installed goes on; nobody should begin with it
//
// The last four may change after the release; nothing else may.
namespace kontor::marketplace {

enum class Channel { stable, beta, hidden };
std::string_view to_text(Channel channel);
Result<Channel> parse_channel(std::string_view text);

struct ReleaseTerms {
  Channel channel = Channel::stable;
  int rollout_percent = 100;
  bool yanked = false;
  std::string yank_reason = {};
  bool deprecated = false;
  std::string deprecation_reason = {};
  std::string successor = {};
};

// invalid_argument when one of the four members has another shape. Null is an empty object.
Result<ReleaseTerms> parse_release_terms(const Json& custom);

// True if `after` differs from `before` in nothing but the four members.
bool same_but_terms(const Json& before, const Json& after);

}  // namespace kontor::marketplace

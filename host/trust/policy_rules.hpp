#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "host/trust/install_policy.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::host {

// All that is proven of a release that somebody wants to install or update to.
struct Candidate {
  std::string plugin = {};
  std::string vendor = {};
  std::string version = {};
  std::string sha256 = {};
  std::string channel = "stable";
  std::string yanked = {};                      // The vendor's reason.
  std::string killed = {};                      // The market's reason.
  std::string advisory = {};                    // Where more is written about it.
  std::optional<TimeMs> released_at = {};       // By the log, or else by the review.
  bool log_offered = false;                     // The market keeps a log.
  bool in_log = false;                          // And proved that this release is in it.
  bool review_offered = false;                  // The market reviews.
  std::string review = {};                      // "", "automatic", "reviewed"
  const package::Manifest* manifest = nullptr;  // Null: not known yet, permissions are not judged.
};

// One rule that a candidate breaks.
struct Refused {
  std::string rule;    // "minimum_age", "review", "vendor", "permission" …
  std::string wanted;  // What the policy asks for.
  std::string found;   // What this release has.
  std::string text;    // The same as a sentence.
};

// What of a company's policy speaks against a release; the gravest first. Pure.
std::vector<Refused> judge(const InstallPolicy& policy, const Candidate& candidate, TimeMs now);

// The Error of the first one; detail {"code":"install-policy","rule","wanted","found","refused"}.
Error to_error(const Candidate& candidate, const std::vector<Refused>& refused);
Json to_json(const std::vector<Refused>& refused);

// What a manifest asks for, in the words of a policy: "operation:mail.send" …
std::vector<std::string> permission_names(const package::Manifest& manifest);
// "record:person.*:read" fits "record:person.phone:read".
bool permission_fits(std::string_view pattern, std::string_view name);

}  // namespace kontor::host

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "marketplace/core/review.hpp"

namespace kontor::marketplace {

enum class UploadState {
  started,      // The bytes have arrived.
  validating,   // Archive, signature, manifest, version.
  scanning,     // What the library inside looks like.
  passed,       // Nothing found; waits for the operator.
  quarantined,  // Something found that a person must judge; waits for the operator.
  rejected,     // Something found that nobody may approve.
  errored,      // The market's own fault; the same upload again runs the checks again.
};
std::string_view to_text(UploadState state);  // Upper case, as in the REST interface.
Result<UploadState> parse_upload_state(std::string_view text);

// True where a killed or failed run of the checks has to be done again.
bool checks_unfinished(UploadState state);

// What a check saw. `file` is a member of the package, `offset` a byte in it (-1: all of it).
struct Finding {
  std::string rule = {};
  std::string file = {};
  std::int64_t offset = -1;
  std::string message = {};
  std::string fix = {};            // What its author can do about it.
  std::string severity = "error";  // error, warning or note; a note decides nothing.
  bool enforced = true;            // Decides between REJECTED and QUARANTINED.
};
Json to_json(const Finding& finding);
Finding parse_finding(const Json& json);

// A vendor's word against a rejection, and the operator's answer.
struct Appeal {
  std::string text = {};
  TimeMs appealed_at_ms = 0;
  std::string outcome = {};  // "", then "upheld" or "overturned".
  std::string answer = {};
  TimeMs answered_at_ms = 0;
};

// One entry of the trail of a review: who did what.
struct ReviewEvent {
  std::string event_id = {};
  std::string operation_id = {};
  TimeMs at_ms = 0;
  std::string actor = {};  // "operator", "market" or "vendor NAME".
  std::string kind = {};   // received, checked, failed, decided, attested, appealed, answered
  std::string detail = {};
};

enum class Decision { approve, reject };
std::string_view to_text(Decision decision);
Result<Decision> parse_decision(std::string_view text);

struct Upload {
  std::string operation_id = {};  // operation_id_of(vendor, sha256)
  std::string vendor = {};
  std::string sha256 = {};
  std::int64_t length = 0;
  UploadState state = UploadState::started;
  std::string plugin_id = {};  // Empty until the manifest was read.
  std::string version = {};
  std::string target_path = {};
  Json manifest = {};  // Null until the manifest was read.
  std::vector<Finding> findings = {};
  std::vector<CheckResult> checks = {};  // What each check came to.
  std::optional<Decision> decision = {};
  std::string reason = {};  // Of the decision.
  bool visible = false;     // The vendor's signed role names it.
  TimeMs created_at_ms = 0;
  TimeMs checked_at_ms = 0;  // When the checks last ended; 0: not yet.
  std::optional<Appeal> appeal = {};
};

// The operation id of these bytes for this vendor, so that a repeat is the same operation.
std::string operation_id_of(std::string_view vendor, std::string_view sha256);

inline constexpr std::size_t kPackageBytesMax = std::size_t{100} << 20;

}  // namespace kontor::marketplace

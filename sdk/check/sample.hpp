#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::check {

// A call that a host would make for one contribution, with made-up values.
struct Sample {
  std::string contribution;  // "action hello.greet"
  std::string operation;     // "action.run/1"
  Json request;
  // What is wrong with an answer by the operation's schema; empty if nothing is.
  std::string (*problem_of)(const Json& answer) = nullptr;
};

// The member of the operation's request that names the contribution; null for a service's.
const char* name_member(std::string_view operation);

// One for each contribution of the manifest that a host calls.
std::vector<Sample> samples_of(const package::Manifest& manifest);

// One contribution: kind is "action", "widget", "panel", "hook" (by its entity), "event",
// "job", "webhook", "page", "menu", "import" or "service". `input` is what varies: the input of an
// action, the parameters of a widget, the payload of an event or job, the body of a webhook, the
// fields of a hook or panel, the text of an imported file, the request of a service whose name is
// "vendor.name/1.method". Null: made up. not_found, with the names there are, if the manifest has
// none of that name.
Result<Sample> sample_of(const package::Manifest& manifest, const std::string& kind,
                         const std::string& name, const Json& input);

// Who acts in samples unless said otherwise.
inline constexpr const char* kSampleUser = "user-1";

// A value that fits a JSON Schema as settings and inputs use it.
Json value_for(const Json& schema);

// Made-up fields of a record: "first_name" is a name, "email" an address.
Json fields_for(const std::vector<std::string>& names);

}  // namespace kontor::check

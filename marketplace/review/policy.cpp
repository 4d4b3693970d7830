#include "marketplace/review/policy.hpp"

namespace kontor::marketplace::review {

Policy::Policy()
    : settings_{{std::string(kVersionOrder), {.enabled = true, .enforced = true}},
                {std::string(kLibraryMachine), {.enabled = true, .enforced = false}},
                {std::string(kLibraryHardening), {.enabled = true, .enforced = false}}} {
  for (const auto rule : {kLibraryEntry, kLibraryExports, kLibraryMemory, kLibrarySearchPath,
                          kLibraryNeeds, kLibraryGlibc})
    settings_.emplace(rule, CheckSetting{.enabled = true, .enforced = true});
}

Result<Policy> Policy::parse(const Json& json) {
  if (!json.is_object())
    return Error{ErrorCode::invalid_argument, "the review policy is no JSON object"};
  Policy policy;
  for (const auto& [rule, wanted] : json.items()) {
    const auto known = policy.settings_.find(rule);
    if (known == policy.settings_.end())
      return Error{ErrorCode::invalid_argument, "no check '" + rule + "' that could be changed"};
    if (!wanted.is_object())
      return Error{ErrorCode::invalid_argument, "the setting of '" + rule + "' is no JSON object"};
    for (const auto& [name, value] : wanted.items()) {
      if ((name != "enabled" && name != "enforced") || !value.is_boolean())
        return Error{ErrorCode::invalid_argument,
                     "'" + rule + "' takes enabled and enforced, true or false"};
      (name == "enabled" ? known->second.enabled : known->second.enforced) = value.get<bool>();
    }
  }
  return policy;
}

CheckSetting Policy::setting(std::string_view rule) const {
  const auto known = settings_.find(rule);
  return known == settings_.end() ? CheckSetting{} : known->second;
}

}  // namespace kontor::marketplace::review

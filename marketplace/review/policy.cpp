#include "marketplace/review/policy.hpp"

namespace kontor::marketplace::review {
namespace {

bool is_of_trial(std::string_view rule) { return rule.starts_with("trial."); }

}  // namespace

Policy::Policy() {
  for (const auto rule :
       {kVersionOrder, kLibraryEntry, kLibraryExports, kLibraryMemory, kLibraryMissing,
        kLibrarySearchPath, kLibraryNeeds, kLibraryGlibc, kSbomMissing, kSbomForm, kSbomFiles,
        kLicensePracticeKey, kListingHandbook, kListingScreenshots, kMalware, kTrial})
    settings_.emplace(rule, CheckSetting{.enabled = true, .enforced = true});
  // What a person has to weigh.
  for (const auto rule : {kLibraryMachine, kLibraryHardening, kLibraryImports, kLibraryChange,
                          kOperationsDraft, kPermissionsUnasked, kPermissionsUnused})
    settings_.emplace(rule, CheckSetting{.enabled = true, .enforced = false});
}

Result<Policy> Policy::parse(const Json& json) {
  if (!json.is_object())
    return Error{ErrorCode::invalid_argument, "the review policy is no JSON object"};
  Policy policy;
  for (const auto& [rule, wanted] : json.items()) {
    if (!policy.may_change(rule))
      return Error{ErrorCode::invalid_argument, "no check '" + rule + "' that could be changed"};
    if (!wanted.is_object())
      return Error{ErrorCode::invalid_argument, "the setting of '" + rule + "' is no JSON object"};
    CheckSetting setting = policy.setting(rule);
    for (const auto& [name, value] : wanted.items()) {
      if ((name != "enabled" && name != "enforced") || !value.is_boolean())
        return Error{ErrorCode::invalid_argument,
                     "'" + rule + "' takes enabled and enforced, true or false"};
      (name == "enabled" ? setting.enabled : setting.enforced) = value.get<bool>();
    }
    policy.settings_[rule] = setting;
  }
  return policy;
}

CheckSetting Policy::setting(std::string_view rule) const {
  const auto known = settings_.find(rule);
  if (known != settings_.end()) return known->second;
  return is_of_trial(rule) ? setting(kTrial) : CheckSetting{};
}

bool Policy::may_change(std::string_view rule) const {
  return settings_.contains(rule) || is_of_trial(rule);
}

std::vector<std::string> Policy::rules() const {
  std::vector<std::string> rules;
  rules.reserve(settings_.size());
  for (const auto& [rule, setting] : settings_) rules.push_back(rule);
  return rules;
}

}  // namespace kontor::marketplace::review

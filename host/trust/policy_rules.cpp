#include "host/trust/policy_rules.hpp"

#include <algorithm>

namespace kontor::host {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string hours(std::int64_t seconds) { return std::to_string(seconds / 3600) + " hours"; }

using List = std::vector<Refused>;

void judge_marks(const Candidate& candidate, List& list) {
  if (!candidate.killed.empty())
    list.push_back({"killed", "not switched off by the market", candidate.killed,
                    "the market switched it off: " + candidate.killed});
  if (!candidate.yanked.empty())
    list.push_back({"yanked", "not withdrawn by its vendor", candidate.yanked,
                    "its vendor withdrew it: " + candidate.yanked});
}

void judge_vendor(const InstallPolicy& policy, const Candidate& candidate, List& list) {
  if (has(policy.vendors_forbidden, candidate.vendor))
    list.push_back({"vendor", "not " + joined(policy.vendors_forbidden), candidate.vendor,
                    "the vendor " + candidate.vendor + " is forbidden"});
  else if (!policy.vendors_allowed.empty() && !has(policy.vendors_allowed, candidate.vendor))
    list.push_back({"vendor", joined(policy.vendors_allowed), candidate.vendor,
                    "the vendor " + candidate.vendor + " is not among those allowed"});
}

void judge_pin(const InstallPolicy& policy, const Candidate& candidate, List& list) {
  const auto pin = policy.pins.find(candidate.plugin);
  if (pin == policy.pins.end()) return;
  if (!pin->second.version.empty() && pin->second.version != candidate.version)
    list.push_back({"pin", pin->second.version, candidate.version,
                    "it is pinned to version " + pin->second.version});
  if (!pin->second.sha256.empty() && pin->second.sha256 != candidate.sha256)
    list.push_back({"pin", pin->second.sha256, candidate.sha256,
                    "it is pinned to the package with SHA-256 " + pin->second.sha256});
}

void judge_log(const InstallPolicy& policy, const Candidate& candidate, List& list) {
  const bool required = policy.log == InstallPolicy::Log::required ||
                        (policy.log == InstallPolicy::Log::when_offered && candidate.log_offered);
  if (required && !candidate.in_log)
    list.push_back({"log", "proven to be in the transparency log",
                    candidate.log_offered ? "not proven" : "the market keeps no log",
                    "it is not proven to be in the transparency log"});
}

void judge_review(const InstallPolicy& policy, const Candidate& candidate, List& list) {
  using Review = InstallPolicy::Review;
  Review wanted = policy.review;
  if (wanted == Review::when_offered)
    wanted = candidate.review_offered ? Review::automatic : Review::none;
  const bool enough = wanted == Review::none || candidate.review == "reviewed" ||
                      (wanted == Review::automatic && candidate.review == "automatic");
  if (enough) return;
  const std::string name = wanted == Review::reviewed ? "reviewed" : "automatic";
  const std::string found = candidate.review.empty() ? "none" : candidate.review;
  list.push_back({"review", name, found,
                  "it needs the review level \"" + name + "\" and has \"" + found + "\""});
}

void judge_age(const InstallPolicy& policy, const Candidate& candidate, TimeMs now, List& list) {
  if (policy.minimum_age_s == 0) return;
  const std::string wanted = hours(policy.minimum_age_s);
  if (!candidate.released_at)
    return list.push_back(
        {"minimum_age", wanted, "unknown",
         "nothing proves when it was released, and it must be " + wanted + " old"});
  const std::int64_t age_s = std::max<std::int64_t>(0, (now - *candidate.released_at) / 1000);
  if (age_s < policy.minimum_age_s)
    list.push_back({"minimum_age", wanted, hours(age_s),
                    "it was released " + hours(age_s) + " ago and must be " + wanted + " old"});
}

void judge_permissions(const InstallPolicy& policy, const Candidate& candidate, List& list) {
  if (candidate.manifest == nullptr) return;
  for (const std::string& name : permission_names(*candidate.manifest))
    for (const std::string& pattern : policy.permissions_forbidden)
      if (permission_fits(pattern, name)) {
        list.push_back(
            {"permission", "not " + pattern, name, "it asks for " + name + ", which is forbidden"});
        break;
      }
}

}  // namespace

std::vector<Refused> judge(const InstallPolicy& policy, const Candidate& candidate, TimeMs now) {
  List list;
  judge_marks(candidate, list);
  judge_vendor(policy, candidate, list);
  judge_pin(policy, candidate, list);
  const std::string& channel = policy.updates_of(candidate.plugin).channel;
  if (!marketplace::channel_takes(channel, candidate.channel))
    list.push_back(
        {"channel", channel, candidate.channel,
         "it is in the channel \"" + candidate.channel + "\", allowed is \"" + channel + "\""});
  judge_log(policy, candidate, list);
  judge_review(policy, candidate, list);
  judge_age(policy, candidate, now, list);
  judge_permissions(policy, candidate, list);
  return list;
}

Json to_json(const std::vector<Refused>& refused) {
  Json list = Json::array();
  for (const Refused& one : refused)
    list.push_back(
        {{"rule", one.rule}, {"wanted", one.wanted}, {"found", one.found}, {"text", one.text}});
  return list;
}

Error to_error(const Candidate& candidate, const std::vector<Refused>& refused) {
  const Refused& first = refused.front();
  Json detail = {{"code", "install-policy"},
                 {"rule", first.rule},
                 {"wanted", first.wanted},
                 {"found", first.found},
                 {"refused", to_json(refused)}};
  if (!candidate.advisory.empty()) detail["advisory"] = candidate.advisory;
  return {ErrorCode::forbidden,
          "the company's install policy refuses " + candidate.plugin + " " + candidate.version +
              ": " + first.text,
          to_text(detail)};
}

std::vector<std::string> permission_names(const package::Manifest& manifest) {
  std::vector<std::string> names;
  const package::Permissions& asked = manifest.permissions;
  for (const auto& record : asked.records)
    for (const std::string& verb : record.verbs) {
      if (record.fields.empty()) names.push_back("record:" + record.entity + ".:" + verb);
      for (const std::string& field : record.fields)
        names.push_back("record:" + record.entity + "." + field + ":" + verb);
    }
  for (const auto& egress : asked.egress)
    names.push_back(egress.setting.empty()
                        ? "egress:" + egress.host + ":" + std::to_string(egress.port)
                        : "egress:setting:" + egress.setting);
  for (const auto& secret : asked.secrets) names.push_back("secret:" + secret.name);
  for (const std::string& operation : asked.operations) names.push_back("operation:" + operation);
  if (manifest.limits.isolation == package::Isolation::in_process)
    names.emplace_back("isolation:in_process");
  return names;
}

bool permission_fits(std::string_view pattern, std::string_view name) {
  // Classic matching with one place to go back to; "*" stands for any bytes.
  std::size_t p = 0, n = 0, star = std::string_view::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace kontor::host

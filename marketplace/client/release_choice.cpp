#include "marketplace/client/release_choice.hpp"

#include "base/crypto/hash.hpp"
#include "marketplace/core/semver.hpp"

namespace kontor::marketplace {
namespace {

std::string text_member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// A mark such as {"reason": …}: its reason, or a plain word when it gives none.
std::string reason_of_mark(const Json& custom, const char* name) {
  if (!custom.is_object() || !custom.contains(name)) return "";
  const std::string reason = text_member(custom.at(name), "reason");
  return reason.empty() ? "no reason given" : reason;
}

int rollout_of(const Json& custom) {
  if (!custom.is_object() || !custom.contains("rollout")) return 100;
  const Json& rollout = custom.at("rollout");
  if (!rollout.is_object() || !rollout.contains("percent")) return 0;
  const Json& percent = rollout.at("percent");
  if (!percent.is_number_integer()) return 0;
  const auto value = percent.get<std::int64_t>();
  return value >= 1 && value <= 100 ? static_cast<int>(value) : 0;
}

std::string why_not(const MarketPackage& package, const SignedTerms& terms,
                    const ChoiceRules& rules) {
  if (!terms.yanked.empty()) return "its vendor withdrew it: " + terms.yanked;
  if (!channel_takes(rules.channel, terms.channel))
    return "it is in the channel " + terms.channel + ", this company takes " + rules.channel;
  if (!rules.installed.empty() && !within_step(rules.installed, package.version, rules.step))
    return "it is further from " + rules.installed + " than the policy lets updates go";
  if (!rules.sdk_version.empty() && !sdk_in_range(rules.sdk_version, terms.sdk))
    return "it asks for SDK " + terms.sdk + ", this host has " + rules.sdk_version;
  if (!rules.installation.empty() &&
      !has_its_turn(rules.installation, package.plugin_id, package.version, terms.rollout_percent))
    return "it is rolled out to " + std::to_string(terms.rollout_percent) +
           " % and this installation's turn has not come";
  return rules.refused ? rules.refused(package) : "";
}

}  // namespace

SignedTerms terms_of(const Json& custom) {
  SignedTerms terms;
  if (custom.is_object() && custom.contains("channel"))
    terms.channel = text_member(custom, "channel");
  terms.rollout_percent = rollout_of(custom);
  terms.yanked = reason_of_mark(custom, "yanked");
  terms.deprecated = reason_of_mark(custom, "deprecated");
  if (!terms.deprecated.empty())
    terms.successor = text_member(custom.at("deprecated"), "successor");
  terms.sdk = text_member(custom, "sdk");
  return terms;
}

bool within_step(const std::string& from, const std::string& to, UpdateStep step) {
  const auto before = SemVer::parse(from);
  const auto after = SemVer::parse(to);
  if (!before || !after || step == UpdateStep::manual) return false;
  if (step == UpdateStep::all) return true;
  if (before->major != after->major) return false;
  return step == UpdateStep::minor || before->minor == after->minor;
}

bool is_newer(const std::string& version, const std::string& than) {
  const auto one = SemVer::parse(version);
  const auto other = SemVer::parse(than);
  return one && other && *one > *other;
}

bool channel_takes(const std::string& wanted, const std::string& offered) {
  if (offered == "stable") return true;
  if (offered == "beta") return wanted == "beta" || wanted == "private";
  return offered == "private" && wanted == "private";
}

bool has_its_turn(const std::string& installation, const std::string& plugin,
                  const std::string& version, int percent) {
  if (percent >= 100) return true;
  const std::string hash =
      crypto::sha256("kontor.rollout/1\n" + installation + "\n" + plugin + "\n" + version);
  unsigned remainder = 0;
  for (const char byte : hash)
    remainder = (remainder * 256 + static_cast<unsigned char>(byte)) % 100;
  return static_cast<int>(remainder) < percent;
}

bool sdk_in_range(const std::string& version, const std::string& range) {
  const auto own = SemVer::parse(version);
  if (!own) return false;
  for (std::size_t from = 0; from < range.size();) {
    const std::size_t end = std::min(range.find(' ', from), range.size());
    const std::string bound = range.substr(from, end - from);
    from = end + 1;
    if (bound.empty()) continue;
    const bool least = bound.starts_with(">=");
    const auto limit = SemVer::parse(bound.substr(least ? 2 : 1));
    if (!limit || (!least && bound.front() != '<')) return false;
    if (least ? *own < *limit : *own >= *limit) return false;
  }
  return true;
}

Choice choose_release(const std::vector<MarketPackage>& releases, const ChoiceRules& rules) {
  Choice choice;
  for (const MarketPackage& package : releases) {
    if (!rules.installed.empty() && !is_newer(package.version, rules.installed)) continue;
    const SignedTerms terms = terms_of(package.custom);
    // A pre-release is nobody's stable release, whatever its channel says.
    const auto parsed = SemVer::parse(package.version);
    const bool early = parsed && !parsed->pre_release.empty() && terms.channel == "stable";
    std::string why = early && rules.channel == "stable" ? "it is a pre-release" : "";
    if (why.empty()) why = why_not(package, terms, rules);
    if (why.empty()) {
      choice.package = package;
      return choice;
    }
    choice.passed_over.push_back({package.version, std::move(why)});
  }
  return choice;
}

}  // namespace kontor::marketplace

#include "marketplace/core/release_terms.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kReasonMax = 1000;
constexpr std::size_t kSuccessorMax = 200;
constexpr const char* kChangeable[] = {"channel", "rollout", "yanked", "deprecated"};

Error malformed_terms(const std::string& what) {
  return {ErrorCode::invalid_argument, "a target's custom: " + what};
}

Result<std::string> short_text(const Json& object, const char* name, std::size_t bytes_max) {
  std::string text = TRY(json_text(object, name));
  if (text.empty() || text.size() > bytes_max)
    return malformed_terms("\"" + std::string(name) + "\" is empty or too long");
  return text;
}

Result<int> percent_of(const Json& rollout) {
  if (!rollout.is_object() || rollout.size() != 1)
    return malformed_terms("\"rollout\" is {\"percent\": 1 to 100}");
  const std::int64_t percent = TRY(json_integer(rollout, "percent"));
  if (percent < 1 || percent > 100) return malformed_terms("a roll-out goes to 1 to 100 percent");
  return static_cast<int>(percent);
}

Json fixed_part(Json custom) {
  if (!custom.is_object()) return Json::object();
  for (const char* name : kChangeable) custom.erase(name);
  return custom;
}

}  // namespace

std::string_view to_text(Channel channel) {
  switch (channel) {
    case Channel::beta:
      return "beta";
    case Channel::hidden:
      return "private";
    case Channel::stable:
      break;
  }
  return "stable";
}

Result<Channel> parse_channel(std::string_view text) {
  for (const Channel channel : {Channel::stable, Channel::beta, Channel::hidden})
    if (text == to_text(channel)) return channel;
  return malformed_terms("a channel is stable, beta or private, not \"" + std::string(text) + "\"");
}

Result<ReleaseTerms> parse_release_terms(const Json& custom) {
  ReleaseTerms terms;
  if (custom.is_null()) return terms;
  if (!custom.is_object()) return malformed_terms("it must be an object");
  if (custom.contains("channel")) {
    const std::string name = TRY(json_text(custom, "channel"));
    terms.channel = TRY(parse_channel(name));
  }
  if (custom.contains("rollout")) terms.rollout_percent = TRY(percent_of(custom["rollout"]));
  if (custom.contains("yanked")) {
    terms.yanked = true;
    terms.yank_reason = TRY(short_text(custom["yanked"], "reason", kReasonMax));
  }
  if (custom.contains("deprecated")) {
    const Json& deprecated = custom["deprecated"];
    terms.deprecated = true;
    terms.deprecation_reason = TRY(short_text(deprecated, "reason", kReasonMax));
    if (deprecated.contains("successor"))
      terms.successor = TRY(short_text(deprecated, "successor", kSuccessorMax));
  }
  return terms;
}

bool same_but_terms(const Json& before, const Json& after) {
  return fixed_part(before) == fixed_part(after);
}

}  // namespace kontor::marketplace

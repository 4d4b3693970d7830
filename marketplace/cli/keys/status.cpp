#include "marketplace/cli/keys/status.hpp"

#include <algorithm>

#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"

namespace kontor::marketplace {
namespace {

// Off-line roles are signed again by people, who need notice.
constexpr std::int64_t kOfflineNoticeDays = 60;
constexpr std::int64_t kVendorNoticeDays = 30;

struct Advice {
  std::int64_t notice_days;
  std::string text;
};

Advice advice_for(const std::string& role) {
  if (role == "root")
    return {kOfflineNoticeDays,
            "kontor keys prepare root, sign with enough root keys, assemble, accept"};
  if (role == "targets")
    return {kOfflineNoticeDays, "kontor keys prepare targets, sign with the targets key, accept"};
  if (role.starts_with("vendors-"))
    return {kOfflineNoticeDays, "kontor keys prepare shard " + role + ", sign, accept"};
  if (role == "snapshot" || role == "timestamp")
    return {0, "the market signs it by itself: is kontor-market running?"};
  return {kVendorNoticeDays, "its vendor: kontor vendor renew"};
}

// Keys of `role` in the delegations or roles of `delegator`'s body; null if it names none.
Json signers_in(const Json& body, const std::string& role) {
  if (body.contains("roles") && body["roles"].contains(role)) return body["roles"][role];
  if (body.contains("delegations"))
    for (const Json& entry : body["delegations"]["roles"])
      if (entry["name"] == role) return entry;
  return nullptr;
}

Result<Json> tell(const std::string& role, const Json& body, const Json& delegator, TimeMs now) {
  const std::string expires = TRY(json_text(body, "expires"));
  const TimeMs at = TRY(parse_rfc3339(expires));
  const std::int64_t days = (at - now) / kDayMs - (at < now ? 1 : 0);
  const Advice advice = advice_for(role);
  Json told{{"role", role},
            {"version", body["version"]},
            {"expires", expires},
            {"days_left", days},
            {"advice", at <= now || days < advice.notice_days ? Json(advice.text) : Json(nullptr)}};
  if (const Json signers = signers_in(delegator, role); !signers.is_null()) {
    told["keys"] = signers["keyids"].size();
    told["threshold"] = signers["threshold"];
  }
  return told;
}

}  // namespace

Result<Json> keys_status(const Source& source, TimeMs now) {
  const auto body_of = [&](const std::string& role) -> Result<Json> {
    const std::string text = TRY(present_role(source, role));
    if (text.empty()) return Error{ErrorCode::not_found, role + " was never published"};
    return signed_part(text);
  };
  const Json root = TRY(body_of("root"));
  const Json targets = TRY(body_of("targets"));
  Json roles = Json::array();
  std::size_t due = 0;
  const auto add = [&](const std::string& role, const Json& delegator) -> Status {
    const auto body = body_of(role);
    if (!body && body.error().code == ErrorCode::not_found) return ok();
    if (!body) return body.error();
    Json told = TRY(tell(role, *body, delegator, now));
    const bool wants = !told["advice"].is_null();
    due += wants ? 1 : 0;
    if (wants || !role.starts_with("vendor.")) roles.push_back(std::move(told));
    return ok();
  };
  for (const char* role : {"root", "targets", "snapshot", "timestamp"}) TRY(add(role, root));
  for (const std::string& role : TRY(present_roles(source)))
    if (role != "targets") TRY(add(role, targets));
  return Json{{"roles", std::move(roles)}, {"due", due}};
}

std::string status_text(const Json& told) {
  std::size_t widest = 0;
  for (const Json& role : told["roles"])
    widest = std::max(widest, role["role"].get_ref<const std::string&>().size());
  std::string text;
  for (const Json& role : told["roles"]) {
    std::string name = role["role"];
    name.resize(widest, ' ');
    text += name + "  version " + role["version"].dump();
    if (role.contains("threshold"))
      text += ", signed by " + role["threshold"].dump() + " of " + role["keys"].dump();
    text += role["days_left"] < 0 ? ", expired " : ", expires ";
    text += role["expires"].get<std::string>() + " (" + role["days_left"].dump() + " days)\n";
    if (!role["advice"].is_null()) text += "  to do: " + role["advice"].get<std::string>() + "\n";
  }
  const auto due = told["due"].get<std::size_t>();
  return text + (due == 0   ? "Nothing is to be done.\n"
                 : due == 1 ? "One role wants to be signed.\n"
                            : std::to_string(due) + " roles want to be signed.\n");
}

}  // namespace kontor::marketplace

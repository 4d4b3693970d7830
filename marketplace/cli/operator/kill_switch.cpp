#include "base/core/clock.hpp"
#include "base/crypto/hash.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/operator/offline_verbs.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kTargetsLifeMs = 365 * kDayMs;
constexpr std::size_t kKilledMax = std::size_t{1} << 20;

// The list that the present off-line role, which carries the operator's own signature, names.
Result<Json> killed_now(Desk& desk, const std::string& targets) {
  const Json body = TRY(signed_part(targets));
  const auto place = Json::json_pointer("/targets/market~1killed.json/hashes/sha256");
  if (!body.contains(place)) return Json::array();
  const std::string sha256 = body[place].get<std::string>();
  const std::string bytes = TRY(desk.fetch("targets/market/" + sha256 + ".killed.json"));
  if (crypto::sha256_hex(bytes) != sha256)
    return Error{ErrorCode::untrusted, "the market's killed.json is not the one that is signed"};
  const Json file = TRY(parse_json(bytes, {.bytes_max = kKilledMax}));
  if (!file.contains("killed") || !file["killed"].is_array())
    return Error{ErrorCode::untrusted, "the market's killed.json lists nothing"};
  return file["killed"];
}

struct Meant {
  std::string plugin;
  Json versions;  // "*" or a list of one.
};

Meant meant(const std::string& subject) {
  const std::size_t at = subject.find('@');
  if (at == std::string::npos) return {subject, "*"};
  return {subject.substr(0, at), Json::array({subject.substr(at + 1)})};
}

// Signs the next targets role with this list, and has the market publish it.
Result<Json> publish_killed(Desk& desk, const std::string& targets, const crypto::SigningKey& key,
                            const Json& killed) {
  const std::string bytes = killed_file(killed);
  const Json body = TRY(next_targets(targets, {.files = {{kKilledPath, bytes}}, .shards = {}},
                                     SystemClock().now_ms() + kTargetsLifeMs));
  const std::string next = TRY(sign_metadata(body, {key}));
  TRY(desk.call("POST", "/metadata",
                {{"documents", {{{"role", "targets"}, {"document", next}}}},
                 {"files", {{kKilledPath, bytes}}}}));
  return Json{{"killed", killed}, {"targets_version", body["version"]}};
}

struct DeskKey {
  crypto::SigningKey key;
  std::string targets;
  Json killed;
};

Result<DeskKey> prepare(Desk& desk, const OfflineWish& wish) {
  auto key = TRY(crypto::SigningKey::load(wish.keys / "targets.key"));
  std::string targets = TRY(published_role(desk, "targets"));
  TRY(signed_by(targets, key.public_key()));
  Json killed = TRY(killed_now(desk, targets));
  return DeskKey{std::move(key), std::move(targets), std::move(killed)};
}

}  // namespace

Result<Json> kill_plugin(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  DeskKey present = TRY(prepare(desk, wish));
  const Meant target = meant(wish.subject);
  Json entry{{"plugin", target.plugin},
             {"versions", target.versions},
             {"reason", wish.reason},
             {"at", tuf_time(SystemClock().now_ms())}};
  if (!wish.advisory.empty()) entry["advisory"] = wish.advisory;
  for (const Json& one : present.killed)
    if (one["plugin"] == target.plugin && one["versions"] == target.versions)
      return Error{ErrorCode::conflict, wish.subject + " is on the list already"};
  present.killed.push_back(std::move(entry));
  return publish_killed(desk, present.targets, present.key, present.killed);
}

Result<Json> revive_plugin(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  DeskKey present = TRY(prepare(desk, wish));
  const Meant target = meant(wish.subject);
  const auto taken = std::erase_if(present.killed.get_ref<Json::array_t&>(), [&](const Json& one) {
    return one["plugin"] == target.plugin && one["versions"] == target.versions;
  });
  if (taken == 0) return Error{ErrorCode::not_found, "nothing on the list reads " + wish.subject};
  return publish_killed(desk, present.targets, present.key, present.killed);
}

}  // namespace kontor::marketplace

#include "marketplace/app/releases.hpp"

#include <map>
#include <optional>

#include "base/core/log.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/semver.hpp"
#include "marketplace/store/listing_store.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

struct Target {
  std::string sha256;
  std::int64_t length = 0;
  bool operator==(const Target&) const = default;
};
using Targets = std::map<std::string, Target>;

// What the role says it releases. Its signature is the repository's to judge.
Result<Targets> targets_of(const std::string& signed_role) {
  const Json role = TRY(parse_json(signed_role, {.bytes_max = std::size_t{4} << 20}));
  const Json* targets = nullptr;
  if (role.is_object() && role.contains("signed") && role["signed"].is_object() &&
      role["signed"].contains("targets") && role["signed"]["targets"].is_object())
    targets = &role["signed"]["targets"];
  if (!targets)
    return Error{ErrorCode::invalid_argument, "the role is no TUF metadata with signed.targets"};
  Targets parsed;
  for (const auto& [path, entry] : targets->items()) {
    const auto sha256 = Json::json_pointer("/hashes/sha256");
    if (!entry.is_object() || !entry.contains(sha256) || !entry[sha256].is_string() ||
        !entry.contains("length") || !entry["length"].is_number_integer())
      return Error{ErrorCode::invalid_argument,
                   "target '" + path + "' has no length or no sha256 hash"};
    parsed[path] = {.sha256 = entry[sha256].get<std::string>(),
                    .length = entry["length"].get<std::int64_t>()};
  }
  return parsed;
}

// What the published role of a vendor releases; nothing before its first version.
Result<Targets> published_targets(const Market& market, const std::string& role) {
  if (market.repository.version(role) == 0) return Targets();
  const std::string text = TRY(market.repository.metadata(role));
  return targets_of(text);
}

std::optional<Upload> approved_upload(const std::vector<Upload>& uploads, const Target& target) {
  for (const Upload& upload : uploads)
    if (upload.sha256 == target.sha256 && upload.length == target.length) return upload;
  return std::nullopt;
}

Status check_targets(Market& market, const Targets& before, const Targets& after) {
  for (const auto& [path, target] : before) {
    const auto kept = after.find(path);
    if (kept == after.end() || !(kept->second == target))
      return Error{ErrorCode::conflict,
                   "target '" + path + "' is released and may neither change nor disappear"};
  }
  return market.database.read([&](db::Session& session) -> Status {
    for (const auto& [path, target] : after) {
      if (before.contains(path)) continue;
      if (!approved_upload(TRY(UploadStore(session).approved(path)), target))
        return Error{ErrorCode::forbidden,
                     "target '" + path + "' is no approved upload with these bytes",
                     R"({"code":"not-approved"})"};
    }
    return ok();
  });
}

// The newest that is no pre-release; if there are only such, the newest of them.
Release newest_of(const std::vector<Release>& releases) {
  const Release* newest = nullptr;
  std::optional<SemVer> newest_version;
  for (const Release& release : releases) {
    const auto version = SemVer::parse(release.version);
    if (!version) continue;
    const bool stable = version->pre_release.empty();
    const bool best_stable = newest_version && newest_version->pre_release.empty();
    if (!newest || (stable && !best_stable) ||
        (stable == best_stable && *version > *newest_version)) {
      newest = &release;
      newest_version = *version;
    }
  }
  return newest ? *newest : releases.back();
}

Status update_listing(ListingStore& store, const std::string& vendor,
                      const std::string& plugin_id) {
  const Release newest = newest_of(TRY(store.releases(plugin_id)));
  return store.put_listing({.plugin_id = plugin_id,
                            .vendor = vendor,
                            .kind = newest.manifest.value("kind", ""),
                            .category = category_of(newest.manifest),
                            .newest = newest});
}

}  // namespace

Status reconcile_catalogue(Market& market, const std::string& vendor) {
  const Targets targets = TRY(published_targets(market, "vendor." + vendor));
  const TimeMs now_ms = market.clock.now_ms();
  return market.database.transaction([&](db::Session& session) -> Status {
    UploadStore uploads(session);
    ListingStore listings(session);
    for (const auto& [path, target] : targets) {
      const auto upload = approved_upload(TRY(uploads.approved(path)), target);
      if (!upload || upload->visible) continue;
      TRY(listings.add_release({.plugin_id = upload->plugin_id,
                                .version = upload->version,
                                .sha256 = upload->sha256,
                                .length = upload->length,
                                .target_path = path,
                                .manifest = upload->manifest,
                                .released_at_ms = now_ms}));
      TRY(uploads.mark_visible(upload->operation_id));
      TRY(update_listing(listings, vendor, upload->plugin_id));
    }
    return ok();
  });
}

Result<std::int64_t> publish_role(Market& market, const std::string& vendor,
                                  const std::string& signed_role) {
  TRY(active_vendor(market, vendor));
  const std::string role = "vendor." + vendor;
  const Targets after = TRY(targets_of(signed_role));
  const std::lock_guard lock(market.publishing);
  const Targets before = TRY(published_targets(market, role));
  TRY(check_targets(market, before, after));
  const std::int64_t version = TRY(market.repository.accept(role, signed_role));
  TRY(reconcile_catalogue(market, vendor));
  log::info("role published", {{"role", role}, {"version", version}});
  return version;
}

}  // namespace kontor::marketplace

#include "marketplace/app/releases.hpp"

#include <map>
#include <optional>
#include <set>

#include "base/core/log.hpp"
#include "marketplace/app/role_targets.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/semver.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/store/listing_store.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

Status add_targets(const std::string& signed_role, RoleTargets& all) {
  for (auto& [path, target] : TRY(targets_of(signed_role)))
    if (!all.emplace(path, std::move(target)).second)
      return Error{ErrorCode::invalid_argument, "two roles name the target '" + path + "'"};
  return ok();
}

// What the published role releases is added; nothing before its first version.
Status add_published(const Market& market, const std::string& role, RoleTargets& all) {
  if (market.repository.version(role) == 0) return ok();
  const std::string text = TRY(market.repository.metadata(role));
  return add_targets(text, all);
}

// Of the vendor's published role; none if there is no role yet.
Result<std::vector<std::string>> published_bins(const Market& market, const std::string& vendor) {
  const std::string role = vendor_role(vendor);
  if (market.repository.version(role) == 0) return std::vector<std::string>();
  const std::string text = TRY(market.repository.metadata(role));
  return bins_of_role(text);
}

// What the vendor's published role and its bins release.
Result<RoleTargets> published_targets(const Market& market, const std::string& vendor) {
  RoleTargets all;
  TRY(add_published(market, vendor_role(vendor), all));
  for (const std::string& bin : TRY(published_bins(market, vendor)))
    TRY(add_published(market, bin, all));
  return all;
}

// What the roles of the set release now, and, where the set changes the bins, what those did that
// no longer count.
Result<RoleTargets> replaced_targets(const Market& market, const std::string& vendor,
                                     const std::vector<Repository::Submission>& set) {
  RoleTargets before;
  std::set<std::string> roles;
  for (const auto& [role, text] : set) {
    if (vendor_of_role(role) != vendor)
      return Error{ErrorCode::forbidden, role + " is no role of vendor '" + vendor + "'"};
    roles.insert(role);
    if (role != vendor_role(vendor)) continue;
    const auto old_bins = TRY(published_bins(market, vendor));
    if (old_bins != TRY(bins_of_role(text))) roles.insert(old_bins.begin(), old_bins.end());
  }
  for (const std::string& role : roles) TRY(add_published(market, role, before));
  return before;
}

// Targets that are new or whose terms changed.
RoleTargets changed_targets(const RoleTargets& before, const RoleTargets& after) {
  RoleTargets changed;
  for (const auto& [path, target] : after) {
    const auto known = before.find(path);
    if (known == before.end() || known->second.custom != target.custom) changed[path] = target;
  }
  return changed;
}

std::optional<Upload> approved_upload(const std::vector<Upload>& uploads,
                                      const RoleTarget& target) {
  for (const Upload& upload : uploads)
    if (upload.sha256 == target.sha256 && upload.length == target.length) return upload;
  return std::nullopt;
}

// Released targets stay as they are, but for those of a plugin that went to another vendor.
Status check_kept(const Market& market, const std::string& vendor, const RoleTargets& before,
                  const RoleTargets& after) {
  for (const auto& [path, target] : before) {
    const auto kept = after.find(path);
    if (kept == after.end() && !market.repository.speaks_for(vendor, path)) continue;
    if (kept == after.end() || !kept->second.same_bytes(target) ||
        !same_but_terms(target.custom, kept->second.custom))
      return Error{ErrorCode::conflict,
                   "target '" + path + "' is released and may neither change nor disappear"};
  }
  return ok();
}

// A plugin that came from another vendor comes whole: its releases do not disappear either.
Status check_complete(db::Session& session, const std::string& vendor, const RoleTargets& after) {
  std::set<std::string> seen;
  for (const auto& [path, target] : after) {
    const NamedRelease named = TRY(release_of_path(path));
    if (vendor_of(named.plugin) == vendor || !seen.insert(named.plugin).second) continue;
    for (const Release& release : TRY(ListingStore(session).releases(named.plugin)))
      if (!after.contains(release.target_path))
        return Error{ErrorCode::conflict, "the role leaves out '" + release.target_path +
                                              "', which was released before it was transferred"};
  }
  return ok();
}

// What the log must take before `changed` becomes visible. Releases that are visible already,
// as those of a plugin that changed hands, were logged by their vendor of then.
Result<std::vector<Json>> unlogged_entries(Market& market, const std::string& vendor,
                                           RoleTargets before, const RoleTargets& changed) {
  const Status looked = market.database.read([&](db::Session& session) -> Status {
    for (const auto& [path, target] : changed) {
      const auto upload = approved_upload(TRY(UploadStore(session).approved(path)), target);
      if (upload && upload->visible && !before.contains(path)) before[path] = {};
    }
    return ok();
  });
  if (!looked) return looked.error();
  return entries_between(vendor, before, changed);
}

Status check_changed(Market& market, const std::string& vendor, const RoleTargets& changed) {
  return market.database.read([&](db::Session& session) -> Status {
    for (const auto& [path, target] : changed) {
      if (!market.repository.speaks_for(vendor, path))
        return Error{ErrorCode::forbidden,
                     "vendor '" + vendor + "' does not speak for '" + path + "'"};
      if (!approved_upload(TRY(UploadStore(session).approved(path)), target))
        return Error{ErrorCode::forbidden,
                     "target '" + path + "' is no approved upload with these bytes",
                     R"({"code":"not-approved"})"};
    }
    return check_complete(session, vendor, changed);
  });
}

// How far down the catalogue's first choice a release is: stable ones that stand before yanked
// and beta ones, full versions before pre-releases.
int rank(const ReleaseTerms& terms, const SemVer& version) {
  if (terms.channel == Channel::hidden) return -1;
  return (terms.yanked ? 0 : 4) + (terms.channel == Channel::stable ? 2 : 0) +
         (version.pre_release.empty() ? 1 : 0);
}

// What the catalogue shows of a plugin: the best-ranked newest; nothing if all are private.
std::optional<Release> shown_release(const std::vector<Release>& releases) {
  std::optional<Release> shown;
  std::optional<SemVer> shown_version;
  int shown_rank = -1;
  for (const Release& release : releases) {
    const auto version = SemVer::parse(release.version);
    const auto terms = parse_release_terms(release.custom);
    if (!version || !terms) continue;
    const int its_rank = rank(*terms, *version);
    if (its_rank < 0 || its_rank < shown_rank ||
        (its_rank == shown_rank && shown_version && !(*version > *shown_version)))
      continue;
    shown = release;
    shown_version = *version;
    shown_rank = its_rank;
  }
  return shown;
}

Status update_listing(ListingStore& store, const std::string& vendor,
                      const std::string& plugin_id) {
  const auto shown = shown_release(TRY(store.releases(plugin_id)));
  if (!shown) return store.withdraw(plugin_id);
  return store.put_listing({.plugin_id = plugin_id,
                            .vendor = vendor,
                            .kind = shown->manifest.value("kind", ""),
                            .category = category_of(shown->manifest),
                            .newest = *shown});
}

// When the log took each release that is not in the catalogue yet. A release the log has is
// not added again.
Result<std::map<std::string, TimeMs>> logged_times(Market& market, const std::string& vendor,
                                                   const RoleTargets& targets) {
  std::map<std::string, TimeMs> times;
  for (const auto& [path, target] : targets) {
    const std::string& file = path;
    const auto uploads = TRY(market.database.read(
        [&](db::Session& session) { return UploadStore(session).approved(file); }));
    const auto upload = approved_upload(uploads, target);
    if (!upload || upload->visible) continue;
    const std::vector<Json> entries = TRY(entries_between(vendor, {}, {{path, target}}));
    const std::uint64_t index = TRY(market.log.append(entries.front()));
    const std::string text = TRY(market.log.entry(index));
    const Json entry = TRY(parse_json(text));
    const std::string at = TRY(json_text(entry, "at"));
    times[path] = TRY(parse_rfc3339(at));
  }
  return times;
}

Status take_into_catalogue(Market& market, const std::string& vendor, const RoleTargets& targets) {
  const auto times = TRY(logged_times(market, vendor, targets));
  std::set<std::string> plugins;
  auto taken = market.database.transaction([&](db::Session& session) -> Status {
    UploadStore uploads(session);
    ListingStore listings(session);
    plugins.clear();
    for (const auto& [path, target] : targets) {
      const auto upload = approved_upload(TRY(uploads.approved(path)), target);
      if (!upload || !market.repository.speaks_for(vendor, path)) continue;
      plugins.insert(upload->plugin_id);
      if (upload->visible) {
        TRY(listings.set_terms(path, target.custom));
        continue;
      }
      TRY(listings.add_release({.plugin_id = upload->plugin_id,
                                .version = upload->version,
                                .sha256 = upload->sha256,
                                .length = upload->length,
                                .target_path = path,
                                .manifest = upload->manifest,
                                .custom = target.custom,
                                .released_at_ms = times.at(path)}));
      TRY(uploads.mark_visible(upload->operation_id));
    }
    for (const std::string& plugin : plugins) TRY(update_listing(listings, vendor, plugin));
    return ok();
  });
  TRY(taken);
  market.catalogue.renew(market.database, plugins);
  return ok();
}

}  // namespace

Status reconcile_catalogue(Market& market, const std::string& vendor) {
  const RoleTargets targets = TRY(published_targets(market, vendor));
  return take_into_catalogue(market, vendor, targets);
}

Result<std::int64_t> publish_role(Market& market, const std::string& vendor,
                                  const std::string& signed_role) {
  return publish_roles(market, vendor, {{vendor_role(vendor), signed_role}});
}

Result<std::int64_t> publish_roles(Market& market, const std::string& vendor,
                                   const std::vector<Repository::Submission>& set) {
  TRY(active_vendor(market, vendor));
  if (set.empty()) return Error{ErrorCode::invalid_argument, "no role was sent"};
  RoleTargets after;
  for (const auto& [role, text] : set) TRY(add_targets(text, after));
  const std::lock_guard lock(market.publishing);
  const RoleTargets before = TRY(replaced_targets(market, vendor, set));
  const RoleTargets changed = changed_targets(before, after);
  TRY(check_kept(market, vendor, before, after));
  TRY(check_changed(market, vendor, changed));
  // First everything that can be refused, then the log, then what makes it visible: nothing is
  // visible that is not logged, and only what becomes visible is logged.
  TRY(market.repository.check(set));
  const std::vector<Json> entries = TRY(unlogged_entries(market, vendor, before, changed));
  if (!entries.empty()) TRY(market.log.append_all(entries));
  TRY(market.repository.accept_all(set));
  const std::int64_t version = market.repository.version(set.front().role);
  TRY(take_into_catalogue(market, vendor, changed.empty() ? after : changed));
  log::info("role published", {{"role", set.front().role}, {"version", version}});
  return version;
}

}  // namespace kontor::marketplace

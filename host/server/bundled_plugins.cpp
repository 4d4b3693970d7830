#include "host/server/bundled_plugins.hpp"

#include <set>

#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {
namespace {

constexpr const char* kBundle = "bundle.tar";
constexpr const char* kRoot = "root.json";
constexpr const char* kMirror = "mirror";
constexpr const char* kMetadata = "market";
constexpr const char* kBrought = "brought.json";  // Which bundle was dealt with, and what came.
constexpr std::size_t kBundleBytesMax = std::size_t{256} << 20;
constexpr std::size_t kRootFileBytesMax = std::size_t{1} << 20;
constexpr std::size_t kBroughtBytesMax = std::size_t{64} << 10;

}  // namespace

void BundledPlugins::bring_to(Plugins& plugins) const {
  std::error_code missing;
  if (places_.folder.empty() || !std::filesystem::exists(places_.folder / kBundle, missing)) return;
  const auto now = stamp();
  const Json before = brought_before();
  if (now && before.value("bundle", "") == *now) return;
  const Status brought = now ? bring(plugins, *now, before) : Status(now.error());
  if (brought) return;
  log::error("what came with this host was not installed; the host goes on without it",
             {{"folder", places_.folder.string()}, {"reason", brought.error().message}});
}

Json BundledPlugins::brought_before() const {
  const auto text = read_file(places_.data / kBrought, kBroughtBytesMax);
  const auto json = text ? parse_json(*text) : Result<Json>(text.error());
  return json && json->is_object() ? *json : Json::object();
}

Result<std::string> BundledPlugins::stamp() const {
  const std::string bundle = TRY(read_file(places_.folder / kBundle, kBundleBytesMax));
  const std::string root = TRY(read_file(places_.folder / kRoot, kRootFileBytesMax));
  return crypto::sha256_hex(bundle) + " " + crypto::sha256_hex(root);
}

// As `kontor bundle import` and a host with --market file://MIRROR.
Result<std::unique_ptr<marketplace::MarketClient>> BundledPlugins::verified(
    std::vector<marketplace::BundledPlugin>& listed) const {
  const Json imported = TRY(marketplace::import_bundle({.bundle = places_.folder / kBundle,
                                                        .trusted_root = places_.folder / kRoot,
                                                        .into = places_.data / kMirror},
                                                       clock_, [](const std::string&) {}));
  for (const Json& one : imported.at("plugins"))
    listed.push_back({one.at("plugin").get<std::string>(), one.at("version").get<std::string>()});
  return marketplace::MarketClient::create(
      {.url = "file://" + std::filesystem::absolute(places_.data / kMirror).string(),
       .metadata_folder = places_.data / kMetadata,
       .trusted_root = places_.folder / kRoot},
      clock_);
}

Status BundledPlugins::bring(Plugins& plugins, const std::string& stamp, const Json& before) const {
  std::error_code error;
  std::filesystem::create_directories(places_.data, error);
  if (error) return Error{ErrorCode::unavailable, "cannot make " + places_.data.string()};
  std::vector<marketplace::BundledPlugin> listed;
  const auto bundle = TRY(verified(listed));
  auto came = before.value("plugins", std::set<std::string>());
  for (const marketplace::BundledPlugin& one : listed) {
    // It stays as its administrator left it, removed or updated.
    if (!came.insert(one.plugin).second) continue;
    const auto installed = plugins.install_bundled(
        *bundle, {.plugin_id = one.plugin, .version = one.version, .accept_permissions = true});
    if (installed) continue;
    if (installed.error().detail.find("installed-before") == std::string::npos)
      return installed.error();
    log::info("a plugin that came with this host was left as it is",
              {{"plugin", one.plugin}, {"reason", installed.error().message}});
  }
  return write_file(places_.data / kBrought, to_text({{"bundle", stamp}, {"plugins", came}}));
}

}  // namespace kontor::host

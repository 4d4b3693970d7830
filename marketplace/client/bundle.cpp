#include "marketplace/client/bundle.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/tlog/tiles.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/client/bundle_file.hpp"
#include "marketplace/client/recorded_site.hpp"
#include "marketplace/client/release_choice.hpp"
#include "marketplace/client/signed_market.hpp"

namespace kontor::marketplace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "kontor.bundle/1";
constexpr const char* kManifest = "bundle.json";
constexpr const char* kTimestamp = "tuf/timestamp.json";
constexpr const char* kCheckpoint = "log/checkpoint";
constexpr const char* kTrusted = ".trusted";         // Of a mirror: what it has verified so far.
constexpr const char* kBeingVerified = ".incoming";  // The same: what is being verified.
constexpr const char* kUnpacked = ".unpacked";       // The same: a bundle that came as a file.
constexpr const char* kFileEnding = ".tar";
constexpr std::size_t kSmallBytesMax = 65536;
constexpr std::size_t kPluginsMax = 1000;
constexpr int kPackageTimeoutMs = 30'000;  // Without enough progress.

// One client's walk over a site, recorded into a folder.
struct Walk {
  std::unique_ptr<MarketSite> site;  // Beside the recorded one, for files no client asks for.
  std::unique_ptr<SignedMarket> market;
  fs::path folder;
  fs::path metadata;
};

Result<Walk> begin_walk(const std::string& url, const fs::path& folder, const fs::path& metadata,
                        const fs::path& trusted_root, const Clock& clock) {
  Walk walk{.site = nullptr, .market = nullptr, .folder = folder, .metadata = metadata};
  walk.site = TRY(MarketSite::open(url, kPackageTimeoutMs));
  auto inner = TRY(MarketSite::open(url, kPackageTimeoutMs));
  std::vector<std::unique_ptr<MarketSite>> sites;
  sites.push_back(std::make_unique<RecordedSite>(std::move(inner), folder));
  const MarketClientOptions options{
      .url = url, .metadata_folder = metadata, .trusted_root = trusted_root};
  walk.market = std::make_unique<SignedMarket>(options, MarketSites::of(std::move(sites)), clock);
  TRY(walk.market->prepare());
  TRY(walk.market->refresh());
  TRY(walk.market->license_keys());
  return walk;
}

Status copy_file(MarketSite& site, const fs::path& folder, const std::string& name,
                 std::size_t bytes_max) {
  if (fs::exists(folder / name)) return ok();
  const std::string bytes = TRY(site.fetch(name, bytes_max));
  std::error_code error;
  fs::create_directories((folder / name).parent_path(), error);
  return write_file(folder / name, bytes);
}

// For hosts that came with an older root than this walk began at.
Status copy_roots(const Walk& walk) {
  const std::string text = TRY(read_file(walk.metadata / "root.json", tuf::kRootBytesMax));
  const Json root = TRY(parse_json(text, {.bytes_max = tuf::kRootBytesMax}));
  const Json signed_part = root.value("signed", Json::object());
  const auto newest = TRY(json_integer(signed_part, "version"));
  for (std::int64_t version = 1; version <= newest; ++version)
    TRY(copy_file(*walk.site, walk.folder, "tuf/" + std::to_string(version) + ".root.json",
                  tuf::kRootBytesMax));
  return ok();
}

// Second line of a checkpoint's note.
Result<std::uint64_t> size_of_log(const fs::path& folder) {
  const std::string note = TRY(read_file(folder / kCheckpoint, kSmallBytesMax));
  const auto first = note.find('\n');
  const auto second = first == std::string::npos ? first : note.find('\n', first + 1);
  if (second == std::string::npos)
    return Error{ErrorCode::untrusted, "the log's checkpoint is malformed"};
  const std::string digits = note.substr(first + 1, second - first - 1);
  std::uint64_t size = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9' || size > (std::uint64_t{1} << 40))
      return Error{ErrorCode::untrusted, "the log's checkpoint is malformed"};
    size = size * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return size;
}

// A host may have seen any earlier checkpoint, and proves consistency from there.
Status copy_tiles(const Walk& walk) {
  if (!fs::exists(walk.folder / kCheckpoint)) return ok();  // The market keeps no log.
  const std::uint64_t size = TRY(size_of_log(walk.folder));
  for (int level = 0; level <= tlog::kTileLevelMax; ++level)
    for (std::uint64_t index = 0;; ++index) {
      const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::hashes, level, index, size);
      if (tile.width == 0) break;
      TRY(copy_file(*walk.site, walk.folder, "log/" + tlog::tile_path(tile), tlog::kTileBytesMax));
    }
  return ok();
}

Result<MarketPackage> pick(SignedMarket& market, const BundledPlugin& wanted) {
  const auto all = TRY(market.packages(wanted.plugin));
  if (wanted.version.empty()) {
    auto choice = choose_release(all, {});
    if (choice.package) return std::move(*choice.package);
    return Error{ErrorCode::not_found, wanted.plugin + " has no stable release"};
  }
  const auto named = std::ranges::find(all, wanted.version, &MarketPackage::version);
  if (named != all.end()) return *named;
  return Error{ErrorCode::not_found, wanted.plugin + " has no release " + wanted.version};
}

// The package, its proof and its review, each verified.
Result<Json> take_plugin(Walk& walk, const BundledPlugin& wanted, const Progress& progress) {
  const MarketPackage package = TRY(pick(*walk.market, wanted));
  progress(package.plugin_id + " " + package.version + ", " + std::to_string(package.length) +
           " bytes");
  TRY(walk.market->vendor_keys(package.plugin_id.substr(0, package.plugin_id.find('.'))));
  const fs::path scratch = walk.folder / "package.kpkg";
  TRY(walk.market->download(package, scratch));
  std::error_code ignored;
  fs::remove(scratch, ignored);
  const Evidence evidence = TRY(walk.market->evidence(package));
  if (evidence.log_offered && evidence.log_keys.empty())
    return Error{ErrorCode::untrusted,
                 package.plugin_id + " " + package.version +
                     " comes without the proof that it is in the transparency log",
                 R"({"code":"log-proof"})"};
  return Json{
      {"plugin", package.plugin_id}, {"version", package.version}, {"sha256", package.sha256}};
}

Result<Json> take_all(Walk& walk, const std::vector<BundledPlugin>& wanted, const Clock& clock,
                      const Progress& progress) {
  Json plugins = Json::array();
  for (const BundledPlugin& one : wanted) plugins.push_back(TRY(take_plugin(walk, one, progress)));
  progress("roots and the log's tiles");
  TRY(copy_roots(walk));
  TRY(copy_tiles(walk));
  Json manifest = {{"format", kFormat},
                   {"made_at", to_rfc3339(clock.now_ms())},
                   {"plugins", std::move(plugins)}};
  TRY(write_file(walk.folder / kManifest, to_text(manifest) + "\n"));
  return manifest;
}

Result<std::vector<BundledPlugin>> read_manifest(const fs::path& bundle) {
  const Error malformed{ErrorCode::invalid_argument,
                        bundle.string() + " is no bundle: it has no list of plugins in " +
                            kManifest + "; `kontor bundle export` makes one"};
  const auto text = read_file(bundle / kManifest, kSmallBytesMax * 8);
  const auto parsed = text ? parse_json(*text) : text.error();
  if (!parsed) return malformed;
  const Json& manifest = *parsed;
  if (!manifest.is_object() || manifest.value("format", Json()) != kFormat ||
      !manifest.contains("plugins") || !manifest["plugins"].is_array() ||
      manifest["plugins"].size() > kPluginsMax)
    return malformed;
  std::vector<BundledPlugin> plugins;
  plugins.reserve(manifest["plugins"].size());
  for (const Json& one : manifest["plugins"]) {
    const std::string plugin = TRY(json_text(one, "plugin"));
    const std::string version = TRY(json_text(one, "version"));
    plugins.push_back({plugin, version});
  }
  return plugins;
}

// What decides which of the other files count goes after them, and what was seen goes last: a
// killed import is then repeated as a whole.
int rank_of(const fs::path& name) {
  if (*name.begin() == kTrusted) return 2;
  return name == kTimestamp ? 1 : 0;
}

Status move_in(const fs::path& from, const fs::path& mirror) {
  std::vector<fs::path> names;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(from, error))
    if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(from));
  std::ranges::stable_sort(names, {}, rank_of);
  for (const fs::path& name : names) {
    const std::string bytes = TRY(read_file(from / name, std::size_t{512} << 20));
    fs::create_directories((mirror / name).parent_path(), error);
    TRY(write_file(mirror / name, bytes));
  }
  return ok();
}

Status put_in_place(const fs::path& partial, const fs::path& out) {
  std::error_code error;
  if (out.extension() != kFileEnding) {
    fs::rename(partial, out, error);
    return error ? Status(Error{ErrorCode::unavailable, "cannot make " + out.string()}) : ok();
  }
  const fs::path file = out.string() + ".file";
  const Status written = write_bundle_file(partial, file);
  if (written) fs::rename(file, out, error);
  if (written && !error) return ok();
  fs::remove(file, error);
  return written ? Status(Error{ErrorCode::unavailable, "cannot make " + out.string()}) : written;
}

Result<Json> import_folder(const ImportWish& wish, const Clock& clock, const Progress& progress) {
  const auto plugins = TRY(read_manifest(wish.bundle));
  const fs::path incoming = wish.into / kBeingVerified;
  std::error_code error;
  fs::remove_all(incoming, error);
  fs::create_directories(incoming, error);
  if (!error && fs::exists(wish.into / kTrusted))
    fs::copy(wish.into / kTrusted, incoming / kTrusted, error);
  else
    fs::create_directories(incoming / kTrusted, error);
  if (error) return Error{ErrorCode::unavailable, "cannot make " + wish.into.string()};
  const std::string url = "file://" + fs::absolute(wish.bundle).string();
  progress("metadata");
  auto walk = begin_walk(url, incoming, incoming / kTrusted, wish.trusted_root, clock);
  Result<Json> made = walk ? take_all(*walk, plugins, clock, progress) : Result<Json>(walk.error());
  if (made) {
    const Status moved = move_in(incoming, wish.into);
    if (!moved) made = moved.error();
  }
  fs::remove_all(incoming, error);
  return made;
}

}  // namespace

Result<Json> export_bundle(const ExportWish& wish, const Clock& clock, const Progress& progress) {
  if (fs::exists(wish.out))
    return Error{ErrorCode::conflict, wish.out.string() + " is there already"};
  const fs::path partial = wish.out.string() + ".partial";
  std::error_code error;
  fs::remove_all(partial, error);
  fs::create_directories(partial / kTrusted, error);
  if (error) return Error{ErrorCode::unavailable, "cannot make " + partial.string()};
  progress("metadata of " + wish.market);
  auto walk = begin_walk(wish.market, partial, partial / kTrusted, wish.trusted_root, clock);
  Result<Json> made =
      walk ? take_all(*walk, wish.plugins, clock, progress) : Result<Json>(walk.error());
  if (made) {
    fs::remove_all(partial / kTrusted, error);
    const Status put = put_in_place(partial, wish.out);
    if (!put) made = put.error();
  }
  fs::remove_all(partial, error);
  return made;
}

Result<Json> import_bundle(const ImportWish& wish, const Clock& clock, const Progress& progress) {
  if (!fs::is_regular_file(wish.bundle)) return import_folder(wish, clock, progress);
  const fs::path unpacked = wish.into / kUnpacked;
  std::error_code error;
  fs::remove_all(unpacked, error);
  fs::create_directories(unpacked, error);
  progress("unpacking");
  const Status whole = unpack_bundle_file(wish.bundle, unpacked);
  Result<Json> made = whole
                          ? import_folder({unpacked, wish.trusted_root, wish.into}, clock, progress)
                          : Result<Json>(whole.error());
  fs::remove_all(unpacked, error);
  return made;
}

}  // namespace kontor::marketplace

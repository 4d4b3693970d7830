#include "marketplace/cli/log/source.hpp"

#include "base/core/files.hpp"
#include "marketplace/client/fetchers.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/log/log.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kKeyFileBytesMax = 65536;
// Bundles of a Kontor log hold 256 entries of at most 4096 bytes.
constexpr std::size_t kLogBundleBytesMax = tlog::kTileWidth * (kLogEntryBytesMax + 2);

// The first `width` of the things a full tile or bundle holds.
Result<std::string> cut(const tlog::Tile& wanted, const std::string& full) {
  if (wanted.kind == tlog::Tile::Kind::hashes)
    return full.substr(0, wanted.width * sizeof(tlog::Hash));
  const auto entries = TRY(tlog::parse_bundle(full, tlog::kTileWidth));
  std::string bytes;
  for (std::uint64_t place = 0; place < wanted.width; ++place)
    tlog::append_to_bundle(bytes, entries[place]);
  return bytes;
}

}  // namespace

Result<LogSource> LogSource::open(const LogWish& wish) {
  if (wish.market.empty() == wish.folder.empty())
    return Error{ErrorCode::invalid_argument, "say --market URL or --dir FOLDER"};
  LogSource source;
  if (!wish.market.empty()) {
    source.client_ = TRY(http::Client::create(wish.market));
    source.fetcher_ = std::make_unique<HttpFetcher>(*source.client_, "/");
    source.prefix_ = "log/";
    return source;
  }
  std::error_code code;
  if (std::filesystem::exists(wish.folder / "log" / "checkpoint", code)) source.prefix_ = "log/";
  source.fetcher_ = std::make_unique<FolderFetcher>(wish.folder);
  return source;
}

Result<std::string> LogSource::checkpoint() {
  return fetcher_->fetch(prefix_ + "checkpoint", tlog::kNoteBytesMax);
}

Result<std::string> LogSource::tile(const tlog::Tile& tile) {
  const std::size_t bytes_max =
      tile.kind == tlog::Tile::Kind::hashes ? tlog::kTileBytesMax : kLogBundleBytesMax;
  auto bytes = fetcher_->fetch(prefix_ + tlog::tile_path(tile), bytes_max);
  if (!bytes && bytes.error().code == ErrorCode::not_found && tile.width < tlog::kTileWidth) {
    const tlog::Tile full{tile.kind, tile.level, tile.index};
    bytes = fetcher_->fetch(prefix_ + tlog::tile_path(full), bytes_max);
    if (bytes) return cut(tile, *bytes);
  }
  if (!bytes && bytes.error().code == ErrorCode::exhausted)
    return Error{ErrorCode::untrusted, tlog::tile_path(tile) + " is longer than it may be"};
  return bytes;
}

Result<std::string> LogSource::proof(const std::string& sha256) {
  if (!client_) return Error{ErrorCode::not_found, "a folder holds no proofs"};
  return fetcher_->fetch("packages/" + sha256 + ".proof", std::size_t{131072});
}

Result<tlog::LogPolicy> believed(const LogWish& wish) {
  if (!wish.key_file.empty()) {
    const std::string text = TRY(read_file(wish.key_file, kKeyFileBytesMax));
    return parse_log_keys(text);
  }
  tlog::LogPolicy policy;
  for (const std::string& vkey : wish.keys) {
    policy.keys.push_back(TRY(tlog::VerifierKey::parse(vkey)));
    policy.origin = policy.keys.back().name;
  }
  if (policy.keys.empty())
    return Error{ErrorCode::invalid_argument,
                 "say whom to believe: --key VKEY, or --log-keys FILE (a host keeps it as "
                 "log-keys.verified)"};
  return policy;
}

}  // namespace kontor::marketplace

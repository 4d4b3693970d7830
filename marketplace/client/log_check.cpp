#include "marketplace/client/log_check.hpp"

#include <tuple>

#include "base/core/files.hpp"
#include "base/tlog/merkle.hpp"
#include "base/tlog/offline_proof.hpp"
#include "marketplace/client/logged_release.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kKeptFile = "log.checkpoint";
constexpr const char* kLogPath = "log/";

Error distrusted_log(const char* code, const std::string& message) {
  return {ErrorCode::untrusted, message, kontor::to_text(Json{{"code", code}})};
}

std::string entries_text(std::uint64_t size) { return std::to_string(size) + " entries"; }

}  // namespace

LogCheck::LogCheck(tuf::Fetcher& market, std::filesystem::path folder, tlog::LogPolicy policy,
                   const Clock& clock)
    : market_(market), folder_(std::move(folder)), policy_(std::move(policy)), clock_(clock) {}

Result<std::optional<LogCheck::Seen>> LogCheck::load() const {
  auto note = read_file(folder_ / kKeptFile, tlog::kNoteBytesMax);
  if (!note && note.error().code == ErrorCode::not_found) return std::optional<Seen>();
  if (!note) return note.error();
  // Signed when it was kept; its key may have been replaced since.
  const auto parsed = tlog::parse_note(*note);
  auto checkpoint = parsed ? tlog::parse_checkpoint(parsed->text) : parsed.error();
  if (!checkpoint)
    return Error{ErrorCode::internal, (folder_ / kKeptFile).string() + " is damaged; compare the " +
                                          "log with a copy elsewhere before removing it"};
  // The off-line role named another log: that one begins anew.
  if (checkpoint->origin != policy_.origin) return std::optional<Seen>();
  return std::optional<Seen>(Seen{std::move(note).value(), std::move(checkpoint).value()});
}

Result<std::optional<tlog::Checkpoint>> LogCheck::kept() const {
  auto seen = TRY(load());
  if (!seen) return std::optional<tlog::Checkpoint>();
  return std::optional<tlog::Checkpoint>(std::move(seen->checkpoint));
}

Status LogCheck::keep(const std::string& note) const {
  return write_file(folder_ / kKeptFile, note);
}

Result<std::string> LogCheck::fetch_tile(const tlog::Tile& tile, std::size_t bytes_max) {
  auto bytes = market_.fetch(kLogPath + tlog::tile_path(tile), bytes_max);
  const bool partial = tile.width < tlog::kTileWidth;
  if (!bytes && bytes.error().code == ErrorCode::not_found && partial) {
    // The log may drop a partial tile when the full one is there.
    tlog::Tile full = tile;
    full.width = tlog::kTileWidth;
    bytes = market_.fetch(kLogPath + tlog::tile_path(full), bytes_max);
    if (bytes && bytes->size() == tlog::kTileBytesMax)
      bytes->resize(tile.width * sizeof(tlog::Hash));
  }
  if (bytes) return bytes;
  if (bytes.error().code == ErrorCode::exhausted)
    return distrusted_log("log-bad-tile", tlog::tile_path(tile) + " is longer than a tile");
  return Error{ErrorCode::unavailable,
               "the log does not answer with its tiles: " + bytes.error().message,
               R"({"code":"log-incomplete"})"};
}

Status LogCheck::check_consistent(const Seen& kept, const Seen& served) {
  const tlog::Checkpoint& a = kept.checkpoint;
  const tlog::Checkpoint& b = served.checkpoint;
  const auto& [first, second] = a.size <= b.size ? std::tie(a, b) : std::tie(b, a);
  tlog::TileReader tiles(second.size, [this](const tlog::Tile& tile, std::size_t bytes_max) {
    return fetch_tile(tile, bytes_max);
  });
  const tlog::Proof proof = TRY(tlog::make_consistency_proof(tiles, first.size, second.size));
  if (tlog::verify_consistency(first.size, first.root, second.size, second.root, proof))
    return ok();
  return split(kept, served);
}

Status LogCheck::fetch_history(std::uint64_t from) {
  const auto kept = TRY(load());
  const std::uint64_t size = kept ? kept->checkpoint.size : 0;
  for (int level = 0; level <= tlog::kTileLevelMax; ++level) {
    const int entries_log2 = tlog::kTileHeight * (level + 1);  // Of one tile; the top one has all.
    for (std::uint64_t index = entries_log2 < 64 ? from >> entries_log2 : 0;; ++index) {
      const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::hashes, level, index, size);
      if (tile.width == 0) break;
      TRY(fetch_tile(tile, tlog::kTileBytesMax));
    }
  }
  return ok();
}

Error LogCheck::split(const Seen& kept, const Seen& served) const {
  const std::filesystem::path file =
      folder_ / ("log-split-" + std::to_string(served.checkpoint.size) + ".json");
  const Json evidence{{"origin", policy_.origin},
                      {"seen_at", to_rfc3339(clock_.now_ms())},
                      {"kept", kept.note},
                      {"served", served.note}};
  std::error_code code;
  if (!std::filesystem::exists(file, code))
    if (const Status written = write_file(file, evidence.dump(2) + "\n"); !written)
      return written.error();
  return {ErrorCode::untrusted,
          "the log \"" + policy_.origin + "\" shows two histories: the one of " +
              entries_text(served.checkpoint.size) + " that is served now does not continue or " +
              "begin the one of " + entries_text(kept.checkpoint.size) +
              " that this host believed before; both signed checkpoints are kept in " +
              file.string(),
          kontor::to_text(Json{{"code", "log-split"}, {"evidence", file.string()}})};
}

Status LogCheck::accept_newest(const Seen& served) {
  const auto kept = TRY(load());
  if (!kept) return keep(served.note);
  const std::uint64_t known = kept->checkpoint.size, now = served.checkpoint.size;
  if (Status consistent = check_consistent(*kept, served); !consistent) {
    // An older log has no tiles of the newer one: then nothing says more than the sizes.
    if (now >= known || consistent.error().code != ErrorCode::unavailable) return consistent;
  }
  if (now < known)
    return distrusted_log("log-rolled-back", "the log went back from " + entries_text(known) +
                                                 " to " + entries_text(now));
  return served.note == kept->note ? ok() : keep(served.note);
}

Status LogCheck::accept_older_or_newer(const Seen& served) {
  const auto kept = TRY(load());
  if (!kept) return keep(served.note);
  TRY(check_consistent(*kept, served));
  return served.checkpoint.size > kept->checkpoint.size ? keep(served.note) : ok();
}

Status LogCheck::refresh() {
  std::string note = TRY(market_.fetch("log/checkpoint", tlog::kNoteBytesMax));
  tlog::Checkpoint checkpoint = TRY(tlog::open_checkpoint(note, policy_));
  return accept_newest({std::move(note), std::move(checkpoint)});
}

Result<LoggedRelease> LogCheck::prove(const MarketPackage& package) {
  std::string proof =
      TRY(market_.fetch("packages/" + package.sha256 + ".proof", tlog::kOfflineProofBytesMax));
  return prove(package, std::move(proof));
}

Result<LoggedRelease> LogCheck::prove(const MarketPackage& package, std::string proof) {
  ProvenRelease proven = TRY(prove_release(std::move(proof), package, policy_));
  TRY(accept_older_or_newer({std::move(proven.note), std::move(proven.checkpoint)}));
  return std::move(proven.release);
}

}  // namespace kontor::marketplace

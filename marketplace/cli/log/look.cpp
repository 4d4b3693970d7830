#include "marketplace/cli/log/look.hpp"

#include "base/tlog/numbers.hpp"
#include "base/tlog/offline_proof.hpp"
#include "marketplace/cli/log/progress.hpp"
#include "marketplace/log/entry.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kHashDigits = 64;

// A proof of the entry at `index`, out of tiles.
Result<std::string> make_proof(LogSource& source, const tlog::LogPolicy& policy,
                               std::uint64_t index) {
  tlog::OfflineProof proof{.index = index};
  proof.checkpoint = TRY(source.checkpoint());
  const tlog::Checkpoint head = TRY(tlog::open_checkpoint(proof.checkpoint, policy));
  if (index >= head.size)
    return Error{ErrorCode::not_found, "the log holds " + std::to_string(head.size) + " entries"};
  const auto tile =
      tlog::tile_in_tree(tlog::Tile::Kind::entries, 0, index / tlog::kTileWidth, head.size);
  const std::string bundle = TRY(source.tile(tile));
  auto entries = TRY(tlog::parse_bundle(bundle, tile.width));
  proof.extra = std::move(entries[index % tlog::kTileWidth]);
  tlog::TileReader tiles(
      head.size, [&](const tlog::Tile& wanted, std::size_t) { return source.tile(wanted); });
  proof.path = TRY(tlog::make_inclusion_proof(tiles, index, head.size));
  return tlog::to_text(proof);
}

// Reads bundle after bundle; only for folders.
Result<std::uint64_t> find_release(LogSource& source, const tlog::LogPolicy& policy,
                                   const std::string& sha256) {
  const std::string note = TRY(source.checkpoint());
  const tlog::Checkpoint head = TRY(tlog::open_checkpoint(note, policy));
  Progress progress("looking", head.size);
  for (std::uint64_t first = 0; first < head.size; first += tlog::kTileWidth) {
    const auto tile =
        tlog::tile_in_tree(tlog::Tile::Kind::entries, 0, first / tlog::kTileWidth, head.size);
    const std::string bytes = TRY(source.tile(tile));
    const auto entries = TRY(tlog::parse_bundle(bytes, tile.width));
    for (std::uint64_t place = 0; place < tile.width; ++place)
      if (release_hash(entries[place]) == sha256) return first + place;
    progress.at(first);
  }
  return Error{ErrorCode::not_found, "no release with this hash is in the log"};
}

}  // namespace

Result<Json> read_proof(const std::string& text, const tlog::LogPolicy& policy) {
  const tlog::OfflineProof proof = TRY(tlog::parse_offline_proof(text));
  const tlog::Checkpoint head = TRY(tlog::verify_offline_proof(proof, proof.extra, policy));
  Json entry = TRY(parse_log_entry(proof.extra));
  return Json{{"index", proof.index}, {"entry", std::move(entry)}, {"size", head.size}};
}

Result<std::string> proof_of(LogSource& source, const tlog::LogPolicy& policy,
                             const std::string& sha256) {
  auto proof = source.proof(sha256);
  if (!proof && proof.error().code == ErrorCode::not_found) {
    const std::uint64_t index = TRY(find_release(source, policy, sha256));
    proof = make_proof(source, policy, index);
  }
  if (!proof) return proof;
  const Json found = TRY(read_proof(*proof, policy));
  if (found["entry"].value("sha256", "") != sha256)
    return Error{ErrorCode::untrusted, "the proof speaks of another package"};
  return proof;
}

Result<Json> show_entry(LogSource& source, const tlog::LogPolicy& policy, const std::string& what) {
  const auto index = what.size() == kHashDigits ? std::nullopt : tlog::parse_decimal(what);
  if (!index && what.size() != kHashDigits)
    return Error{ErrorCode::invalid_argument, "\"" + what + "\" is no index and no SHA-256"};
  const std::string proof =
      index ? TRY(make_proof(source, policy, *index)) : TRY(proof_of(source, policy, what));
  return read_proof(proof, policy);
}

}  // namespace kontor::marketplace

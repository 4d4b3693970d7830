#include "marketplace/log/log_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "base/core/files.hpp"
#include "base/tlog/note.hpp"
#include "base/tlog/numbers.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kCheckpointName = "checkpoint";

Error no_folder(const std::filesystem::path& folder, const std::string& why) {
  return {ErrorCode::unavailable, "cannot keep a log in " + folder.string() + ": " + why};
}

Status sync_folder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  return synced ? ok() : no_folder(folder, "it cannot be synced");
}

}  // namespace

Result<std::unique_ptr<LogFolder>> LogFolder::open(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return no_folder(folder, code.message());
  const std::filesystem::path path = folder / ".lock";
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return no_folder(folder, "its lock cannot be opened");
  auto opened = std::make_unique<LogFolder>(folder, lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) return no_folder(folder, "another process writes it");
  TRY(sync_folder(folder.has_parent_path() ? folder.parent_path() : "."));
  return opened;
}

LogFolder::~LogFolder() { close(lock_); }

Result<std::string> LogFolder::read_checkpoint() const {
  return read_file(folder_ / kCheckpointName, tlog::kNoteBytesMax);
}

Status LogFolder::write_checkpoint(const std::string& note) {
  return write_file(folder_ / kCheckpointName, note);
}

Result<std::string> LogFolder::read_tile(const tlog::Tile& tile) const {
  const bool entries = tile.kind == tlog::Tile::Kind::entries;
  return read_file(tile_file(tile), entries ? tlog::kBundleBytesMax : tlog::kTileBytesMax);
}

Result<std::vector<std::string>> LogFolder::read_entries(std::uint64_t index,
                                                         std::uint64_t width) const {
  tlog::Tile tile{tlog::Tile::Kind::entries, 0, index, width};
  auto bytes = read_tile(tile);
  if (!bytes && bytes.error().code == ErrorCode::not_found) {
    tile.width = tlog::kTileWidth;
    bytes = read_tile(tile);
  }
  if (!bytes) return bytes.error();
  return tlog::parse_bundle(*bytes, tile.width);
}

Result<std::string> LogFolder::read_entry(std::uint64_t index, std::uint64_t size,
                                          EntryPlaces::Place place) const {
  tlog::Tile tile =
      tlog::tile_in_tree(tlog::Tile::Kind::entries, 0, index / tlog::kTileWidth, size);
  int descriptor = ::open(tile_file(tile).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && tile.width < tlog::kTileWidth) {  // It became full meanwhile.
    tile.width = tlog::kTileWidth;
    descriptor = ::open(tile_file(tile).c_str(), O_RDONLY | O_CLOEXEC);
  }
  std::string bytes(place.end - place.begin, '\0');
  const ssize_t got =
      descriptor < 0 ? -1 : pread(descriptor, bytes.data(), bytes.size(), place.begin);
  if (descriptor >= 0) close(descriptor);
  if (got < 0) return no_folder(folder_, tlog::tile_path(tile) + " cannot be read");
  auto entries =
      tlog::parse_bundle(std::string_view(bytes).substr(0, static_cast<std::size_t>(got)),
                         /*width=*/1);
  if (entries) return std::move(entries->front());
  return Error{ErrorCode::untrusted,
               "the transparency log on disk is damaged: " + tlog::tile_path(tile) + " changed"};
}

Status LogFolder::make_parents(const std::filesystem::path& file) {
  std::error_code code;
  const std::filesystem::path parent = file.parent_path();
  if (std::filesystem::is_directory(parent, code)) return ok();
  TRY(make_parents(parent));
  std::filesystem::create_directory(parent, code);
  if (code) return no_folder(parent, code.message());
  return sync_folder(parent.parent_path());
}

Status LogFolder::write_tile(const tlog::Tile& tile, const std::string& bytes) {
  const std::filesystem::path file = tile_file(tile);
  TRY(make_parents(file));
  return write_file(file, bytes);
}

Status LogFolder::write_tiles(const std::vector<std::pair<tlog::Tile, std::string>>& tiles) {
  std::vector<FileBytes> files;
  files.reserve(tiles.size());
  for (const auto& [tile, bytes] : tiles) {
    files.push_back({tile_file(tile), bytes});
    TRY(make_parents(files.back().path));
  }
  return write_files(files);
}

void LogFolder::remove_partials(const tlog::Tile& full) {
  std::error_code ignored;  // What is left over does no harm.
  std::filesystem::remove_all(tile_file(full).string() + ".p", ignored);
}

std::uint64_t LogFolder::widest_bundle(std::uint64_t index) const {
  const std::filesystem::path file = tile_file({tlog::Tile::Kind::entries, 0, index});
  std::error_code code;
  if (std::filesystem::is_regular_file(file, code)) return tlog::kTileWidth;
  std::uint64_t widest = 0;
  for (std::filesystem::directory_iterator entry(file.string() + ".p", code), last;
       !code && entry != last; entry.increment(code)) {
    // A killed write leaves names that are no width.
    const auto width = tlog::parse_decimal(entry->path().filename().string());
    if (width && *width < tlog::kTileWidth) widest = std::max(widest, *width);
  }
  return widest;
}

}  // namespace kontor::marketplace

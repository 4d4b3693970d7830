#include "host/plugins/plugin_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/plugin_storage.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {
namespace {

constexpr std::int64_t kUnfinishedMs = std::int64_t{24} * 3600 * 1000;
constexpr std::string_view kColumns =
    "id, plugin_id, name, content_type, record_entity, record_id, subject, size_bytes, sha256, "
    "created_at_ms, field";

PluginFile file_of(const db::Row& row) {
  PluginFile file{.id = row.text(0),
                  .plugin = row.text(1),
                  .name = row.text(2),
                  .content_type = row.text(3),
                  .record_entity = row.text(4),
                  .record_id = row.text(5)};
  if (!row.is_null(6)) file.subject = row.text(6);
  file.size_bytes = row.integer(7);
  file.sha256 = row.text(8);
  file.created_at_ms = row.integer(9);
  file.field = row.text(10);
  return file;
}

Error disk(const char* what) {
  return {ErrorCode::unavailable, std::string("a plugin's file cannot be ") + what};
}

}  // namespace

std::filesystem::path PluginFiles::path(const std::string& id) const {
  return folder_ / id.substr(id.size() < 2 ? 0 : id.size() - 2) / id;
}

Status PluginFiles::sweep() {
  TRY(erase("sha256 = '' AND created_at_ms < $1", {clock_.now_ms() - kUnfinishedMs}));
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_, error)) {
    if (!entry.is_regular_file(error)) continue;
    const auto known = TRY(select("id = $1", {entry.path().filename().string()}));
    if (known.empty()) std::filesystem::remove(entry.path(), error);
  }
  return ok();
}

Result<PluginFile> PluginFiles::begin(const PluginFile& wish) {
  PluginFile file = wish;
  file.id = ids_.next();
  file.created_at_ms = clock_.now_ms();
  const auto insert = [&](db::Session& session) -> Status {
    const auto begun = TRY(session.query_row(
        "SELECT COUNT(*) FROM plugin_file WHERE plugin_id = $1 AND sha256 = ''", {file.plugin}));
    if (begun && begun->integer(0) >= kUnfinishedMax)
      return Error{ErrorCode::exhausted, file.plugin + " has too many files begun and not ended"};
    const db::Value subject = file.subject ? db::Value(*file.subject) : db::Value();
    return session.insert_rows(
        "plugin_file",
        {"id", "plugin_id", "name", "content_type", "record_entity", "record_id", "subject",
         "size_bytes", "sha256", "created_at_ms"},
        {{file.id, file.plugin, file.name, file.content_type, file.record_entity, file.record_id,
          subject, std::int64_t{0}, std::string(), file.created_at_ms}});
  };
  TRY(database_.transaction(insert));
  return file;
}

Result<PluginFile> PluginFiles::append(const std::string& plugin, const std::string& id,
                                       std::int64_t offset, std::string_view bytes, Piece piece,
                                       std::int64_t bytes_max) {
  const std::lock_guard lock(writing_);
  const auto found = TRY(select("id = $1 AND plugin_id = $2 AND sha256 = ''", {id, plugin}));
  if (found.empty())
    return Error{ErrorCode::not_found, plugin + " has begun no file " + id + ", or it has ended"};
  PluginFile file = found.front();
  if (file.size_bytes != offset)
    return Error{ErrorCode::conflict,
                 "the host has " + std::to_string(file.size_bytes) + " bytes of this file",
                 to_text({{"size_bytes", file.size_bytes}})};
  file.size_bytes += static_cast<std::int64_t>(bytes.size());
  if (file.size_bytes > kFileBytesMax)
    return Error{ErrorCode::exhausted, "a file is longer than 4 GiB"};
  const std::int64_t kept =
      TRY(database_.read([&](db::Session& session) { return bytes_kept_by(session, plugin); }));
  if (bytes_max > 0 && kept + static_cast<std::int64_t>(bytes.size()) > bytes_max)
    return Error{ErrorCode::exhausted,
                 plugin + " has used up its storage of " + std::to_string(bytes_max) + " bytes"};
  TRY(write(id, offset, bytes));
  if (piece == Piece::last) file.sha256 = TRY(hash(id));
  const auto update = [&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin_file SET size_bytes = $1, sha256 = $2 WHERE id = $3",
                        {file.size_bytes, file.sha256, id}));
    return ok();
  };
  TRY(database_.transaction(update));
  return file;
}

Result<PluginFile> PluginFiles::take(const PluginFile& wish, const std::filesystem::path& bytes) {
  PluginFile file = wish;
  file.id = ids_.next();
  file.created_at_ms = clock_.now_ms();
  const auto target = path(file.id);
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  {
    // The bytes and their name are on the disk before a row speaks of them.
    const std::lock_guard lock(writing_);
    const runtime::Descriptor folder(
        ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const runtime::Descriptor open_file(::open(bytes.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!folder || !open_file || ::fsync(open_file.get()) != 0) return disk("written");
    std::filesystem::rename(bytes, target, error);
    if (error || ::fsync(folder.get()) != 0) return disk("written");
  }
  file.size_bytes = static_cast<std::int64_t>(std::filesystem::file_size(target, error));
  if (error) return disk("read");
  file.sha256 = TRY(hash(file.id));
  const auto insert = [&](db::Session& session) -> Status {
    const db::Value subject = file.subject ? db::Value(*file.subject) : db::Value();
    return session.insert_rows(
        "plugin_file",
        {"id", "plugin_id", "name", "content_type", "record_entity", "record_id", "subject",
         "size_bytes", "sha256", "created_at_ms", "field"},
        {{file.id, file.plugin, file.name, file.content_type, file.record_entity, file.record_id,
          subject, file.size_bytes, file.sha256, file.created_at_ms, file.field}});
  };
  const Status kept = database_.transaction(insert);
  if (kept) return file;
  std::filesystem::remove(target, error);
  return kept.error();
}

Status PluginFiles::belongs(const std::string& id, const std::string& record,
                            const std::optional<std::string>& subject) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin_file SET record_id = $1, subject = $2 WHERE id = $3",
                        {record, subject ? db::Value(*subject) : db::Value(), id}));
    return ok();
  });
}

Result<PluginFile> PluginFiles::find(const std::string& id) {
  const auto found = TRY(select("id = $1 AND sha256 <> ''", {id}));
  if (found.empty()) return Error{ErrorCode::not_found, "there is no file " + id};
  return found.front();
}

Result<PluginFile> PluginFiles::find(const std::string& plugin, const std::string& id) {
  PluginFile file = TRY(find(id));
  if (file.plugin != plugin) return Error{ErrorCode::not_found, "there is no file " + id};
  return file;
}

Result<std::string> PluginFiles::read(const PluginFile& file, std::int64_t offset,
                                      std::int64_t length) const {
  std::ifstream stream(path(file.id), std::ios::binary);
  std::string bytes(
      static_cast<std::size_t>(std::clamp<std::int64_t>(file.size_bytes - offset, 0, length)),
      '\0');
  if (!stream.seekg(offset) ||
      !stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    return disk("read");
  return bytes;
}

Result<std::optional<PluginFile>> PluginFiles::next(const std::string& plugin,
                                                    const std::string& after) {
  return database_.read([&](db::Session& session) -> Result<std::optional<PluginFile>> {
    const auto row = TRY(session.query_row("SELECT " + std::string(kColumns) +
                                               " FROM plugin_file WHERE plugin_id = $1 AND id > $2 "
                                               "AND sha256 <> '' ORDER BY id LIMIT 1",
                                           {plugin, after}));
    return row ? std::optional(file_of(*row)) : std::nullopt;
  });
}

Result<std::vector<PluginFile>> PluginFiles::page(const std::string& plugin,
                                                  const std::string& after, int limit) {
  return database_.read([&](db::Session& session) -> Result<std::vector<PluginFile>> {
    const auto rows = TRY(session.query("SELECT " + std::string(kColumns) +
                                            " FROM plugin_file WHERE plugin_id = $1 AND id > $2 "
                                            "AND sha256 <> '' ORDER BY id LIMIT $3",
                                        {plugin, after, std::int64_t{limit}}));
    std::vector<PluginFile> files;
    files.reserve(rows.size());
    for (const db::Row& row : rows) files.push_back(file_of(row));
    return files;
  });
}

Result<std::vector<PluginFile>> PluginFiles::of_record(const std::string& entity,
                                                       const std::string& id) {
  return select("record_entity = $1 AND record_id = $2 AND sha256 <> ''", {entity, id});
}

Result<std::vector<PluginFile>> PluginFiles::of_subject(const std::string& person) {
  return select("subject = $1 AND sha256 <> ''", {person});
}

Status PluginFiles::remove(const std::string& plugin, const std::string& id) {
  TRY(erase("plugin_id = $1 AND id = $2", {plugin, id}));
  return ok();
}

Status PluginFiles::erase_plugin(const std::string& plugin) {
  TRY(erase("plugin_id = $1", {plugin}));
  return ok();
}

Result<std::int64_t> PluginFiles::erase_subject(const std::string& person) {
  return erase("subject = $1", {person});
}

Result<std::vector<PluginFile>> PluginFiles::select(std::string_view where,
                                                    const std::vector<db::Value>& values) {
  return database_.read([&](db::Session& session) -> Result<std::vector<PluginFile>> {
    const auto rows =
        TRY(session.query("SELECT " + std::string(kColumns) + " FROM plugin_file WHERE " +
                              std::string(where) + " ORDER BY id",
                          values));
    std::vector<PluginFile> files;
    for (const db::Row& row : rows) files.push_back(file_of(row));
    return files;
  });
}

// Rows first: bytes without a row are swept, a row without bytes would be a lie.
Result<std::int64_t> PluginFiles::erase(std::string_view where,
                                        const std::vector<db::Value>& values) {
  const std::lock_guard lock(writing_);
  const auto files = TRY(select(where, values));
  const auto remove_rows = [&](db::Session& session) -> Status {
    for (const PluginFile& file : files)
      TRY(session.execute("DELETE FROM plugin_file WHERE id = $1", {file.id}));
    return ok();
  };
  TRY(database_.transaction(remove_rows));
  std::error_code ignored;
  for (const PluginFile& file : files) std::filesystem::remove(path(file.id), ignored);
  return static_cast<std::int64_t>(files.size());
}

// Cuts off what a crash left after `offset`, writes and syncs.
Status PluginFiles::write(const std::string& id, std::int64_t offset,
                          std::string_view bytes) const {
  const auto target = path(id);
  std::error_code ignored;
  std::filesystem::create_directories(target.parent_path(), ignored);
  const runtime::Descriptor file(
      ::open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file || ::ftruncate(file.get(), offset) != 0) return disk("opened");
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file.get(), bytes.data(), bytes.size(), offset);
    if (written <= 0) return disk("written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  if (::fsync(file.get()) != 0) return disk("written");
  return ok();
}

Result<std::string> PluginFiles::hash(const std::string& id) const {
  std::ifstream stream(path(id), std::ios::binary);
  if (!stream) return disk("read");
  crypto::Sha256 hasher;
  std::string piece(kPieceBytesMax, '\0');
  while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
         stream.gcount() > 0)
    hasher.update(std::string_view(piece.data(), static_cast<std::size_t>(stream.gcount())));
  return hex_encode(hasher.finish());
}

}  // namespace kontor::host

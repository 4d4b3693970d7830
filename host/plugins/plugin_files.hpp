#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What stands for the plugin where a file is the company's own (field_files.hpp); ids of plugins
// have a dot.
inline constexpr const char* kCompanyFiles = "company";

// One file a plugin keeps on the host.
struct PluginFile {
  std::string id = {};
  std::string plugin = {};
  std::string name = {};
  std::string content_type = {};
  std::string record_entity = {};  // Empty: it belongs to no record.
  std::string record_id = {};
  std::optional<std::string> subject = {};  // The person it is about.
  std::string field = {};                   // Of the record, of a file of the company's own.
  std::int64_t size_bytes = 0;
  std::string sha256 = {};  // Hexadecimal; empty until the file has ended.
  TimeMs created_at_ms = 0;
};

// For people and programs, without the plugin and the record.
Json file_json(const PluginFile& file);

// Recordings, attachments, files of fields: bytes in DATA/files, a row each in the database. A file
// grows by pieces until it has ended and never changes afterwards. Any thread.
class PluginFiles {
 public:
  PluginFiles(db::Database& database, const Clock& clock, IdSource& ids,
              std::filesystem::path folder)
      : database_(database), clock_(clock), ids_(ids), folder_(std::move(folder)) {}

  // Removes bytes without a row and files that were begun more than a day ago and not
  // ended: what a crash leaves. Once, before the first call.
  Status sweep();

  // `wish`: plugin, name, content_type, record and subject. exhausted when the plugin has
  // kUnfinishedMax files begun and not ended.
  Result<PluginFile> begin(const PluginFile& wish);
  enum class Piece { middle, last };
  // conflict with {"size_bytes"} in the detail unless `offset` is the present size;
  // exhausted when the plugin would keep more than `bytes_max` in storage and files.
  Result<PluginFile> append(const std::string& plugin, const std::string& id, std::int64_t offset,
                            std::string_view bytes, Piece piece, std::int64_t bytes_max);

  // A whole file at once: moves `bytes`, which lie on the same disk and are synced, to their
  // place, then writes the row.
  Result<PluginFile> take(const PluginFile& wish, const std::filesystem::path& bytes);
  // Says anew which record it is on and whom it is about.
  Status belongs(const std::string& id, const std::string& record,
                 const std::optional<std::string>& subject);

  // Whole files only; not_found otherwise.
  Result<PluginFile> find(const std::string& id);
  Result<PluginFile> find(const std::string& plugin, const std::string& id);
  Result<std::string> read(const PluginFile& file, std::int64_t offset, std::int64_t length) const;
  std::filesystem::path path(const std::string& id) const;
  // The plugin's first file whose id comes after `after`, or the first few of them.
  Result<std::optional<PluginFile>> next(const std::string& plugin, const std::string& after);
  Result<std::vector<PluginFile>> page(const std::string& plugin, const std::string& after,
                                       int limit);
  Result<std::vector<PluginFile>> of_record(const std::string& entity, const std::string& id);
  Result<std::vector<PluginFile>> of_subject(const std::string& person);

  // Ok if there is none.
  Status remove(const std::string& plugin, const std::string& id);
  Status erase_plugin(const std::string& plugin);
  Result<std::int64_t> erase_subject(const std::string& person);  // Number erased.

  static constexpr std::size_t kPieceBytesMax = std::size_t{1} << 20;
  static constexpr std::int64_t kFileBytesMax = std::int64_t{4} << 30;
  static constexpr std::int64_t kUnfinishedMax = 16;

 private:
  Result<std::vector<PluginFile>> select(std::string_view where,
                                         const std::vector<db::Value>& values);
  Result<std::int64_t> erase(std::string_view where, const std::vector<db::Value>& values);
  Status write(const std::string& id, std::int64_t offset, std::string_view bytes) const;
  Result<std::string> hash(const std::string& id) const;

  db::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  std::filesystem::path folder_;
  std::mutex writing_;  // One piece at a time: two callers may not grow one file.
};

}  // namespace kontor::host

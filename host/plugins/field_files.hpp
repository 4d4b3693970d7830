#pragma once

#include <optional>
#include <string>

#include "host/app/records.hpp"
#include "host/plugins/plugin_files.hpp"

namespace kontor::host {

// A file that somebody brings for a field of the type `file` of a record.
struct FieldUpload {
  std::string entity;
  std::string record;
  std::string field;
  std::string name;                          // As its owner calls it; made harmless.
  std::filesystem::path bytes;               // Moved away; on the same disk as DATA/files.
  std::optional<std::int64_t> version = {};  // Of the record, as in Records::update().
};

// Files of fields, kept beside those of plugins under the name kCompanyFiles: one file, one field
// of one record. The field's value is what holds a file; what no record holds goes. Any thread.
class FieldFiles {
 public:
  FieldFiles(db::Database& database, Records& records, PluginFiles& files)
      : database_(database), records_(records), files_(files) {}

  // Keeps the bytes and writes the file's id into the field, as an update of the record with all
  // its rights, hooks and traces. The file before goes. invalid_argument for a program, or for
  // more than kUploadBytesMax.
  Result<PluginFile> put(const Principal& actor, const FieldUpload& upload);
  // The file is a field's value that the reader may see; not_found otherwise.
  Status check_readable(const Principal& reader, const PluginFile& file);
  // Erases what was brought before `before_ms` and is held by no record, follows those that were
  // merged, and says anew whom the others are about.
  Status tend(TimeMs before_ms);

  static constexpr std::size_t kUploadBytesMax = std::size_t{64} << 20;

 private:
  struct Holder {
    enum class Is { nobody, unknown, record } is = Is::nobody;
    std::string record = {};
    std::optional<std::string> subject = {};
  };
  Result<Holder> holder_of(db::Session& session, const Catalogue& catalogue,
                           const PluginFile& file) const;
  Status let_go(const PluginFile& file);

  db::Database& database_;
  Records& records_;
  PluginFiles& files_;
};

}  // namespace kontor::host

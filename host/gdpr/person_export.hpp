#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/app/records.hpp"
#include "host/gdpr/person_scope.hpp"
#include "host/gdpr/plugin_subjects.hpp"

namespace kontor::host {

// Everything kept about one person, over all entities and all plugins, in the form of
// person_export.md. Needs the right privacy.manage; each export is in the audit log. Any thread.
class PersonExport {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    const Clock& clock;
    PluginSubjects* plugins;  // Null: this host has none.
  };
  explicit PersonExport(Parts parts) : parts_(parts) {}

  // One line after the other; the last one is "end" and says whether all plugins answered. Bytes
  // of files are among them.
  using Sink = std::function<Status(const Json& line)>;
  Status stream(const Principal& actor, const std::string& person, const Sink& sink);
  // The same as lines of a new file of `folder`, mode 0600, which the caller removes.
  Result<std::filesystem::path> to_file(const Principal& actor, const std::string& person,
                                        const std::filesystem::path& folder);
  // For a page: {"person","records":{entity:[…]},"plugins":[{"plugin","data","storage","files",
  // "mails","error"}],"complete"}, without the bytes.
  Result<Json> document(const Principal& actor, const std::string& person);

  // The JSON Schema of a line.
  static const Json& line_schema();

 private:
  Status collect(const Principal& actor, const std::string& person, bool with_bytes,
                 const Sink& sink);
  Status records_of(const Subject& subject, const Sink& sink);
  Status told_by_host(const std::vector<std::string>& ids, const Sink& sink);
  Status bytes_of(const Json& file, const Sink& sink);

  Parts parts_;
};

}  // namespace kontor::host

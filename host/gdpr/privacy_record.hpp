#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/gdpr/plugin_subjects.hpp"
#include "host/gdpr/retention.hpp"

namespace kontor::host {

// What the company must be able to show an authority: the record of processing (GDPR Article 30)
// and, after a breach, who was touched (Articles 33 and 34).
class PrivacyRecord {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    const Clock& clock;
    Retention& retention;
    PluginSubjects* plugins;  // Null: this host has none.
    // What is known of the encryption of the disks below the data, a sentence each.
    std::function<std::vector<std::string>()> disks = {};
  };
  explicit PrivacyRecord(Parts parts) : parts_(parts) {}

  // What only people can say: {"controller","contact","officer","data_location","recipients",
  // "measures"}, each a text. Needs privacy.manage.
  Result<Json> company();
  Status set_company(const Principal& actor, const Json& company);
  static const Json& company_schema();

  // Made from that, the definitions in use, the retention rules and the installed plugins.
  Result<Json> processing(const Principal& actor);

  // From the audit log: who acted in the window, and which people with which fields they touched,
  // exported or read in bulk. Needs privacy.manage and audit.read.
  struct Window {
    TimeMs from_ms = 0;
    TimeMs to_ms = 0;
    std::string actor = {};  // Id of one principal; empty: all.
  };
  Result<Json> breach(const Principal& actor, const Window& window);

  static constexpr std::int64_t kEntriesMax = 1'000'000;

 private:
  Parts parts_;
};

}  // namespace kontor::host

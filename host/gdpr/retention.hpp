#pragma once

#include <string>
#include <vector>

#include "base/core/uuid.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "host/gdpr/retention_rules.hpp"

namespace kontor::host {

// Keeps what the retention rules say: each rule runs once a day, in portions whose place is
// written with what was done, so that a kill -9 costs nothing and no record is counted twice.
// Deleted records that may be restored are kept no longer than others. Needs the right
// privacy.manage. Any thread; one portion at a time.
class Retention {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Outbox& outbox;
    const Clock& clock;
    IdSource& ids;
    ErasureDesk& erasures;
  };
  explicit Retention(Parts parts) : parts_(parts) {}

  Result<std::vector<RetentionRule>> rules();
  // Replaces the company's rules; those of fields come with the definitions.
  Status set_rules(const Principal& actor, const Json& rules);
  // What a run would do now, to deleted records as well: {"rule","before","matched","exact",
  // "first":[ids]}; nothing changes.
  Result<Json> preview(const Principal& actor, const std::string& rule);
  // Begins a run, which step() carries on; the run that is open when there is one.
  Result<Json> begin(const Principal& actor, const std::string& rule);
  Result<Json> runs(const Principal& actor, int limit);

  // Begins what is due today and carries on all that is open, to its end.
  Status step();
  // One portion of an open run; false when none is open.
  Result<bool> portion();

  static constexpr int kRecordsAtOnce = 100;

 private:
  struct Run;
  Result<RetentionRule> require_rule(const std::string& name);
  Result<std::string> begin_run(const std::string& asked_by, const RetentionRule& rule);
  Result<bool> carry_on(Run& run);
  Status treat(const RetentionRule& rule, const Entity& entity, const Record& record, Run& run);
  Status clear(const RetentionRule& rule, const Entity& entity, const Record& record,
               const std::vector<std::string>& fields);
  Result<bool> is_merged(const Record& record);
  Result<std::vector<std::string>> due_fields(const RetentionRule& rule, const Record& record,
                                              TimeMs before_ms);
  Status look_at(const RetentionRule& rule, const Entity& entity, TimeMs before_ms, bool deleted,
                 Json& shown);
  TimeMs before(const RetentionRule& rule) const;

  Parts parts_;
  std::mutex running_;
};

}  // namespace kontor::host

#pragma once

#include <mutex>
#include <string>

#include "host/app/records.hpp"
#include "host/gdpr/plugin_subjects.hpp"

namespace kontor::host {

// Deleted records that may be restored: for how long, and taking them away for good. Whoever is
// under a hold stays, and what is about them. Each purge is audited and told by the event
// ENTITY.purged. Any thread; one step at a time.
class Bin {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    const Clock& clock;
    PluginSubjects* plugins;  // Null: nobody keeps files of records.
  };
  explicit Bin(Parts parts) : parts_(parts) {}

  // Days; 0: for ever. kKeepDays before somebody sets it.
  Result<std::int64_t> keep_days();
  // The rest needs the right privacy.manage.
  Status set_keep_days(const Principal& actor, std::int64_t days);
  // A deleted record, at once. conflict for a living one (`not-deleted`), under a hold (`held`), or
  // while another refers to it.
  Status purge(const Principal& actor, const std::string& entity, const std::string& id);

  // Once a day: purges what lies there for too long, a transaction each, so that a kill -9 costs
  // nothing. What still has to stay is tried again the next day.
  Status step();

  static constexpr std::int64_t kKeepDays = 30;
  static constexpr std::int64_t kKeepDaysMax = 36'500;
  static constexpr int kRecordsAtOnce = 200;

 private:
  struct Setting {
    std::int64_t keep_days = kKeepDays;
    TimeMs looked_at_ms = 0;
  };
  Result<Setting> read();
  static Status write(db::Session& session, const Setting& setting);
  Result<bool> is_held(const Entity& entity, const Record& record);
  // How many of a kind went that were deleted before.
  Result<std::int64_t> empty(const Entity& entity, TimeMs before_ms);

  Parts parts_;
  std::mutex stepping_;
};

}  // namespace kontor::host

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/core/clock.hpp"
#include "host/core/definitions.hpp"
#include "host/core/record.hpp"

namespace kontor::host {

// Small records as they were shown or written within the last minute, so that whoever changes what
// they have just seen need not have it read again. Only for writing, which holds where the row
// still has the version that is remembered here; never to show. Any thread.
class RecentRecords {
 public:
  explicit RecentRecords(const Clock& clock) : clock_(clock) {}

  // As the database has it, under these definitions.
  void keep(const Record& record, const std::shared_ptr<const Catalogue>& catalogue);
  std::optional<Record> find(const std::string& entity, const std::string& id,
                             const std::shared_ptr<const Catalogue>& catalogue) const;
  void forget(const std::string& id);

 private:
  struct Kept {
    Record record;
    std::shared_ptr<const Catalogue> catalogue;
    TimeMs until_ms;
  };
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace kontor::host

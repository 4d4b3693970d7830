#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace kontor::kpi {

// How many changes of records the host's events have told of, by entity. Any thread.
class Changes {
 public:
  void note(const std::string& entity) {
    const std::lock_guard lock(mutex_);
    ++by_entity_[entity];
    ++all_;
  }
  std::uint64_t of(const std::string& entity) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_entity_.find(entity);
    return found == by_entity_.end() ? 0 : found->second;
  }
  std::uint64_t all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> by_entity_;
  std::uint64_t all_ = 0;
};

}  // namespace kontor::kpi

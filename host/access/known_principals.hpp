#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "host/access/principal.hpp"

namespace kontor::host {

// Principals found a moment ago, by the hash of their secret, so that a busy page or
// program does not cost a look-up per request. Any thread.
class KnownPrincipals {
 public:
  std::optional<Principal> find(const std::string& hash, std::int64_t monotonic_ms) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(hash);
    if (found == known_.end() || found->second.until_ms < monotonic_ms) return std::nullopt;
    return found->second.principal;
  }
  void keep(const std::string& hash, const Principal& principal, std::int64_t monotonic_ms) {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMax) known_.clear();
    known_[hash] = {principal, monotonic_ms + kKeepMs};
  }
  void forget(const std::string& hash) {
    const std::lock_guard lock(mutex_);
    known_.erase(hash);
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    known_.clear();
  }

 private:
  static constexpr std::size_t kMax = 2000;
  static constexpr std::int64_t kKeepMs = 5000;
  struct Entry {
    Principal principal;
    std::int64_t until_ms;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> known_;
};

}  // namespace kontor::host

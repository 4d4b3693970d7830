#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"

namespace kontor::licensing {

// A bucket of permits for each name: `burst` at once, refilled at `per_second`. Any thread.
class RateLimit {
 public:
  RateLimit(const Clock& clock, double per_second, double burst)
      : clock_(clock), per_second_(per_second), burst_(burst) {}

  // exhausted, code "too-many-requests", when the bucket is empty.
  Status take(std::string_view name);
  // The same without taking: has the name any permits left?
  Status look(std::string_view name);

  // With more names than this the buckets that are full again are forgotten; if none is, the
  // new name shares one bucket with the others that came too late.
  static constexpr std::size_t kNamesMax = 10'000;
  static constexpr std::int64_t kSweepEveryMs = 1000;  // A flood of names costs no sweep each.

 private:
  struct Bucket {
    double permits;
    std::int64_t filled_at_ms;
  };
  Status draw(std::string_view name, double permits);
  Bucket& bucket(std::string_view name, std::int64_t now);
  void refill(Bucket& bucket, std::int64_t now) const;

  const Clock& clock_;
  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
  std::int64_t next_sweep_ms_ = 0;
};

}  // namespace kontor::licensing

#include "licensing/server/rate_limit.hpp"

#include <algorithm>

namespace kontor::licensing {

void RateLimit::refill(Bucket& bucket, std::int64_t now) const {
  const auto passed = static_cast<double>(now - bucket.filled_at_ms);
  bucket.permits = std::min(burst_, bucket.permits + passed * per_second_ / 1000);
  bucket.filled_at_ms = now;
}

RateLimit::Bucket& RateLimit::bucket(std::string_view name, std::int64_t now) {
  const auto known = buckets_.find(std::string(name));
  if (known != buckets_.end()) return known->second;
  if (buckets_.size() >= kNamesMax && now >= next_sweep_ms_) {
    next_sweep_ms_ = now + kSweepEveryMs;
    std::erase_if(buckets_, [&](const auto& entry) {
      Bucket full = entry.second;
      refill(full, now);
      return full.permits >= burst_;
    });
  }
  const std::string_view kept = buckets_.size() >= kNamesMax ? std::string_view() : name;
  return buckets_.try_emplace(std::string(kept), Bucket{burst_, now}).first->second;
}

Status RateLimit::draw(std::string_view name, double permits) {
  const std::int64_t now = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  Bucket& own = bucket(name, now);
  refill(own, now);
  if (own.permits < 1) {
    return Error{ErrorCode::exhausted, "too many requests; wait a moment and try again",
                 R"({"code":"too-many-requests","retry_after_s":1})"};
  }
  own.permits -= permits;
  return ok();
}

Status RateLimit::take(std::string_view name) { return draw(name, 1); }

Status RateLimit::look(std::string_view name) { return draw(name, 0); }

}  // namespace kontor::licensing

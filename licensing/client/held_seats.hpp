#pragma once

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kontor::licensing {

// Who certainly sits right now, in memory: what every call of a plugin asks first. An answer
// costs no database, no network, no public-key work and no allocation. Deadlines are on the
// monotonic clock. Any thread.
class HeldSeats {
 public:
  bool sits(std::string_view product, std::string_view holder, std::int64_t now_ms) const {
    const std::shared_lock lock(mutex_);
    const auto found = seats_.find(Key{product, holder});
    return found != seats_.end() && now_ms < found->second;
  }

  // Until then the seat is certain. At most kSeatsMax are kept; others are asked for anew.
  void note(std::string_view product, std::string_view holder, std::int64_t until_ms) {
    const std::unique_lock lock(mutex_);
    if (seats_.size() >= kSeatsMax) seats_.clear();
    seats_.insert_or_assign(Name{std::string(product), std::string(holder)}, until_ms);
  }
  void clear() {
    const std::unique_lock lock(mutex_);
    seats_.clear();
  }

  static constexpr std::size_t kSeatsMax = 100'000;

 private:
  struct Key {
    std::string_view product;
    std::string_view holder;
  };
  struct Name {
    std::string product;
    std::string holder;
    operator Key() const { return {product, holder}; }
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Key& key) const {
      const std::hash<std::string_view> hash;
      return hash(key.product) * 31 + hash(key.holder);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Key& a, const Key& b) const {
      return a.holder == b.holder && a.product == b.product;
    }
  };

  mutable std::shared_mutex mutex_;
  std::unordered_map<Name, std::int64_t, Hash, Equal> seats_;
};

}  // namespace kontor::licensing

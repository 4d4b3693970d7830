#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

namespace kontor::host {

// How what was searched for lay among the records last time: it chooses how the next such search
// goes about it, never what it finds. Keeps some hundred searches. Any thread.
class SearchMemory {
 public:
  // unseen: to be counted. guessed: it may be broad, unseen. broad: so many match that the newest
  // of them are soon met walking back from the newest record. scattered: as many match, and yet
  // they were not.
  enum class Shape { unseen, narrow, guessed, broad, scattered };

  // `guess` of one that was not seen yet.
  Shape of(const std::string& search, Shape guess) const {
    const std::lock_guard lock(mutex_);
    const auto known = shapes_.find(search);
    return known == shapes_.end() ? guess : known->second;
  }
  void keep(const std::string& search, Shape shape) {
    const std::lock_guard lock(mutex_);
    if (shapes_.size() >= kSearchesMax) shapes_.clear();
    shapes_[search] = shape;
  }

 private:
  static constexpr std::size_t kSearchesMax = 1000;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Shape> shapes_;
};

}  // namespace kontor::host

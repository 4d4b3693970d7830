#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <kontor/time.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kontor::kpi {

// Answers of one kind, kept for a while. What several ask at the same time is asked once; each
// answer knows the moment before it was asked for, and one that is as old as allowed is asked for
// anew. Any thread.
template <typename Response>
class Kept {
 public:
  struct Answer {
    Time as_of = {};
    Response response = {};
  };
  using Shared = std::shared_ptr<const Answer>;  // Of the widgets that show it.

  // The answer kept under `key`, or what `ask` gives. Throws what `ask` throws; nothing is kept of
  // that.
  template <typename Ask>
  Shared get(const std::string& key, Time at, double keep_s, Ask&& ask) {
    std::promise<Shared> promise;
    const Entry place = take(key, at, promise.get_future().share(), keep_s);
    if (!place.mine) return place.answer.get();
    try {
      auto answer = std::make_shared<Answer>();
      answer->as_of = at;
      answer->response = ask();
      promise.set_value(answer);
      if (keep_s <= 0) forget(key, place.number);
      return answer;
    } catch (...) {
      promise.set_exception(std::current_exception());
      forget(key, place.number);
      throw;
    }
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    kept_.clear();
  }

 private:
  static constexpr std::size_t kEntriesMax = 128;

  struct Entry {
    std::uint64_t number = 0;
    Time asked = {};
    std::shared_future<Shared> answer = {};
    bool mine = false;  // Whoever took the place asks; the others wait for the answer.
  };

  Entry take(const std::string& key, Time at, std::shared_future<Shared> answer, double keep_s) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && !is_too_old(found->second, at, keep_s)) return found->second;
    if (kept_.size() >= kEntriesMax) kept_.clear();
    const Entry entry{.number = ++last_, .asked = at, .answer = std::move(answer)};
    kept_.insert_or_assign(key, entry);
    Entry place = entry;
    place.mine = true;
    return place;
  }

  static bool is_too_old(const Entry& entry, Time at, double keep_s) {
    const bool there = entry.answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    return there && std::chrono::duration<double>(at - entry.asked).count() >= keep_s;
  }

  void forget(const std::string& key, std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && found->second.number == number) kept_.erase(found);
  }

  std::mutex mutex_;
  std::map<std::string, Entry> kept_;
  std::uint64_t last_ = 0;
};

}  // namespace kontor::kpi

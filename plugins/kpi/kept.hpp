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

// What a question is asked with: the moment, and how many changes of what it is about are known.
struct Now {
  Time at = {};
  std::uint64_t changes = 0;
};

// When an answer was asked for, and how long that took.
struct Asked {
  Now when = {};
  double took_s = 0;

  // As old as allowed, or something has changed since. While everything changes all the time, at
  // most a tenth of it goes into asking for the same again.
  bool is_too_old(const Now& now, double keep_s) const {
    constexpr double kShownFor = 10;
    const double age_s = std::chrono::duration<double>(now.at - when.at).count();
    return age_s >= keep_s || (now.changes != when.changes && age_s >= kShownFor * took_s);
  }
};

// Answers of one kind, kept for a while. What several ask at the same time is asked once; each
// answer knows the moment before it was asked for, and one that is too old is asked for anew. Any
// thread.
template <typename Response>
class Kept {
 public:
  struct Answer {
    Asked asked = {};
    Response response = {};
  };
  using Shared = std::shared_ptr<const Answer>;  // Of the widgets that show it.

  // The answer kept under `key`, or what `ask` gives. Throws what `ask` throws; nothing is kept of
  // that.
  template <typename Ask>
  Shared get(const std::string& key, const Now& now, double keep_s, Ask&& ask) {
    std::promise<Shared> promise;
    const Entry place = take(key, now, promise.get_future().share(), keep_s);
    if (!place.mine) return place.answer.get();
    try {
      const auto began = std::chrono::steady_clock::now();
      auto answer = std::make_shared<Answer>();
      answer->response = ask();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
      answer->asked = {.when = now, .took_s = took.count()};
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
    std::shared_future<Shared> answer = {};
    bool mine = false;  // Whoever took the place asks; the others wait for the answer.
  };

  Entry take(const std::string& key, const Now& now, std::shared_future<Shared> answer,
             double keep_s) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && !is_too_old(found->second, now, keep_s)) return found->second;
    if (kept_.size() >= kEntriesMax) kept_.clear();
    const Entry entry{.number = ++last_, .answer = std::move(answer)};
    kept_.insert_or_assign(key, entry);
    Entry place = entry;
    place.mine = true;
    return place;
  }

  // What was asked for and is not there yet is waited for.
  static bool is_too_old(const Entry& entry, const Now& now, double keep_s) {
    const bool there = entry.answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    return there && entry.answer.get()->asked.is_too_old(now, keep_s);
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

#pragma once

#include <algorithm>
#include <chrono>
#include <future>
#include <kontor/host.hpp>
#include <kontor/time.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kontor::kpi {

// Answers of one operation of the host, kept for a while. What several widgets ask at the same
// time is asked once; each answer knows the moment before it was asked for. Any thread.
template <typename Operation>
class Kept {
 public:
  struct Answer {
    Time as_of = {};
    typename Operation::Response response = {};
  };
  using Shared = std::shared_ptr<const Answer>;  // Of the widgets that show it.

  // Throws what the host refused with; nothing is kept of that.
  Shared ask(const Host& host, const typename Operation::Request& request, double keep_s) {
    const std::string key = encode(request).dump();
    std::promise<Shared> promise;
    const Entry place = take(key, promise.get_future().share(), keep_s);
    if (!place.mine) return place.answer.get();
    try {
      auto answer = std::make_shared<Answer>();
      answer->as_of = place.asked;
      answer->response = host.template call<Operation>(request);
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

  Entry take(const std::string& key, std::shared_future<Shared> answer, double keep_s) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && !is_too_old(found->second, keep_s)) return found->second;
    if (kept_.size() >= kEntriesMax) kept_.clear();
    const Entry entry{.number = ++last_, .asked = now(), .answer = std::move(answer)};
    kept_.insert_or_assign(key, entry);
    Entry place = entry;
    place.mine = true;
    return place;
  }

  static bool is_too_old(const Entry& entry, double keep_s) {
    const bool there = entry.answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    return there && std::chrono::duration<double>(now() - entry.asked).count() >= keep_s;
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

// What one widget asks the host for: kept answers are shared with other widgets and calls, and the
// oldest of them is how old the widget's answer is. One call, one thread.
class Source {
 public:
  struct Memory {
    Kept<op::RecordAggregate> aggregates;
    Kept<op::RecordFunnel> funnels;
  };
  // Borrows both. `keep_s`: how old an answer may be.
  Source(const Host& host, Memory& memory, double keep_s)
      : host_(host), memory_(memory), keep_s_(keep_s) {}

  const Host& host() const { return host_; }

  // Both answers live as long as this object.
  const op::RecordAggregateResponse& ask(const op::RecordAggregateRequest& request) const {
    aggregates_.push_back(memory_.aggregates.ask(host_, request, keep_s_));
    as_of_ = std::min(as_of_, aggregates_.back()->as_of);
    return aggregates_.back()->response;
  }
  const op::RecordFunnelResponse& ask(const op::RecordFunnelRequest& request) const {
    funnels_.push_back(memory_.funnels.ask(host_, request, keep_s_));
    as_of_ = std::min(as_of_, funnels_.back()->as_of);
    return funnels_.back()->response;
  }

  // Asked for this widget alone, and kept for nobody.
  op::RecordAggregateResponse ask_alone(const op::RecordAggregateRequest& request) const {
    as_of_ = std::min(as_of_, now());
    return host_.record_aggregate(request);
  }

  Time as_of() const { return as_of_; }

 private:
  const Host& host_;
  Memory& memory_;
  double keep_s_;
  mutable Time as_of_ = now();
  mutable std::vector<Kept<op::RecordAggregate>::Shared> aggregates_;
  mutable std::vector<Kept<op::RecordFunnel>::Shared> funnels_;
};

}  // namespace kontor::kpi

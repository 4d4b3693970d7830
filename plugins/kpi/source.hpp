#pragma once

#include <algorithm>
#include <kontor/host.hpp>
#include <kontor/time.hpp>
#include <vector>

#include "changes.hpp"
#include "kept.hpp"

namespace kontor::kpi {

// What one widget asks the host for: kept answers are shared with other widgets and calls, and the
// oldest of them is how old the widget's answer is. One call, one thread.
class Source {
 public:
  struct Memory {
    Changes changes;
    Kept<op::RecordAggregateResponse> aggregates;
    Kept<op::RecordFunnelResponse> funnels;
  };
  // Borrows both. `keep_s`: how old an answer may be.
  Source(const Host& host, Memory& memory, double keep_s)
      : host_(host), memory_(memory), keep_s_(keep_s) {}

  const Host& host() const { return host_; }

  // Both answers live as long as this object.
  const op::RecordAggregateResponse& ask(const op::RecordAggregateRequest& request) const {
    aggregates_.push_back(kept<op::RecordAggregate>(memory_.aggregates, request.entity, request));
    as_of_ = std::min(as_of_, aggregates_.back()->asked.when.at);
    return aggregates_.back()->response;
  }
  const op::RecordFunnelResponse& ask(const op::RecordFunnelRequest& request) const {
    funnels_.push_back(kept<op::RecordFunnel>(memory_.funnels, "deal", request));
    as_of_ = std::min(as_of_, funnels_.back()->asked.when.at);
    return funnels_.back()->response;
  }

  // Asked for this widget alone, and kept for nobody.
  op::RecordAggregateResponse ask_alone(const op::RecordAggregateRequest& request) const {
    as_of_ = std::min(as_of_, now());
    return host_.record_aggregate(request);
  }

  Time as_of() const { return as_of_; }

 private:
  // Of the records, and of others that the filter asks about.
  std::uint64_t changes_of(const std::string& entity,
                           const std::vector<op::Condition>& filter) const {
    std::uint64_t changes = memory_.changes.of(entity);
    for (const op::Condition& one : filter) {
      const bool others = one.op == "among" || one.op == "not_among";
      if (others) changes += memory_.changes.of(one.value.at("entity").get<std::string>());
    }
    return changes;
  }

  template <typename Operation>
  using Answers = Kept<typename Operation::Response>;
  template <typename Operation>
  typename Answers<Operation>::Shared kept(Answers<Operation>& among, const std::string& entity,
                                           const typename Operation::Request& request) const {
    const Now at{.at = now(), .changes = changes_of(entity, request.filter)};
    return among.get(encode(request).dump(), at, keep_s_,
                     [&] { return host_.template call<Operation>(request); });
  }

  const Host& host_;
  Memory& memory_;
  double keep_s_;
  mutable Time as_of_ = now();
  mutable std::vector<Kept<op::RecordAggregateResponse>::Shared> aggregates_;
  mutable std::vector<Kept<op::RecordFunnelResponse>::Shared> funnels_;
};

}  // namespace kontor::kpi

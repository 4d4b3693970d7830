#include "sdk/trace/replayed_host.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sdk/runtime/problem.hpp"
#include "sdk/trace/time_words.hpp"

namespace kontor::trace {
namespace {

using runtime::HostAnswer;
using runtime::HostCall;
using Calls = std::vector<std::unique_ptr<Call>>;

struct PlayedCall {
  const ReplayedHost* host;
  Call* call;
};
thread_local std::vector<PlayedCall> played_calls;

bool is_open_question(const Call& call) {
  return call.kind == Kind::call_to_host && !is_time(call.operation);
}

// The same clock, or as many random bytes.
bool same_kind_of_time(const Call& call, const HostCall& asked) {
  if (call.operation != asked.operation) return false;
  if (asked.operation == kRandomOperation) return call.request.size() == asked.request.size();
  const auto was = parse_clock(call.request);
  const auto is = parse_clock(asked.request);
  return was && is && was->clock == is->clock;
}

}  // namespace

ReplayedHost::Playing::Playing(const ReplayedHost& host, Call& call) {
  played_calls.push_back({&host, &call});
}
ReplayedHost::Playing::~Playing() { played_calls.pop_back(); }

HostAnswer ReplayedHost::serve(const HostCall& asked) {
  std::uint64_t parent = 0;
  Calls& among = candidates(parent);
  if (is_time(asked.operation)) return answer_time(asked, among);
  if (asked.operation == kWaitOperation) return answer_wait(asked, among);
  const Found found = take(asked, among);
  if (found.call == nullptr) {
    // How often a thread comes round before it is stopped is no property of a build.
    const bool round = parent == 0 && std::ranges::any_of(among, [&](const auto& call) {
                         return call->operation == asked.operation;
                       });
    if (round) return {Error{ErrorCode::unavailable, "the trace has ended"}};
    Difference extra{.what = Difference::What::extra, .call = parent};
    extra.operation = asked.operation;
    extra.recorded = Json(Json::value_t::discarded);
    const auto json = parse_json(asked.request);
    extra.now = json ? *json : Json(std::string(asked.request));
    note(std::move(extra));
    return {Error{ErrorCode::unavailable,
                  "the trace has no answer to this " + std::string(asked.operation)}};
  }
  if (!found.exact)
    for (Difference& place : compare_texts(found.call->request, asked.request)) {
      place.what = Difference::What::request;
      place.call = found.call->id;
      place.operation = asked.operation;
      note(std::move(place));
    }
  for (const auto& inner : found.call->inside) play_(*inner);
  return recorded_answer(*found.call);
}

Calls& ReplayedHost::candidates(std::uint64_t& parent) {
  for (auto played = played_calls.rbegin(); played != played_calls.rend(); ++played)
    if (played->host == this) {
      parent = played->call->id;
      return played->call->inside;
    }
  return tree_.calls;
}

ReplayedHost::Found ReplayedHost::take(const HostCall& asked, Calls& among) {
  const std::lock_guard lock(mutex_);
  Found found;
  for (const auto& call : among) {
    if (!is_open_question(*call) || call->operation != asked.operation ||
        used_.contains(call.get()))
      continue;
    const bool exact = call->request == asked.request;
    if (found.call == nullptr || exact) found = {call.get(), exact};
    if (exact) break;
  }
  if (found.call != nullptr) used_.insert(found.call);
  taken_.notify_all();
  return found;
}

HostAnswer ReplayedHost::answer_time(const HostCall& asked, Calls& among) {
  const std::lock_guard lock(mutex_);
  const Call* last = nullptr;
  for (const auto& call : among) {
    if (call->kind != Kind::call_to_host || !same_kind_of_time(*call, asked)) continue;
    last = call.get();
    if (used_.insert(last).second) return {call->answer};
  }
  if (last != nullptr) return {last->answer};
  return {std::string(asked.request)};
}

// The plugin's own threads have no reason to wait while the trace knows what they do next.
HostAnswer ReplayedHost::answer_wait(const HostCall& asked, const Calls& among) {
  if (&among != &tree_.calls) return {std::string(asked.request)};
  const std::lock_guard lock(mutex_);
  const bool more = std::ranges::any_of(among, [this](const auto& call) {
    return is_open_question(*call) && !used_.contains(call.get());
  });
  return {more ? std::string("1000000") : std::string(asked.request)};
}

HostAnswer ReplayedHost::recorded_answer(const Call& call) {
  if (!call.answered)
    return {Error{ErrorCode::unavailable, "the trace ends before this call was answered"}};
  if (call.status != 0) return {runtime::error_from(call.status, call.answer, "the host")};
  HostAnswer answer{call.answer};
  if (call.descriptor) answer.descriptor = connections_.begin(call);
  return answer;
}

void ReplayedHost::wait_for_own_threads(std::int64_t at_us) {
  constexpr auto kPatience = std::chrono::milliseconds(500);
  constexpr auto kLook = std::chrono::milliseconds(5);
  connections_.advance(at_us);
  std::unique_lock lock(mutex_);
  const auto done = [&] {
    return connections_.done_until(at_us) &&
           std::ranges::all_of(tree_.calls, [&](const auto& call) {
             return call->at_us > at_us || !is_open_question(*call) || used_.contains(call.get());
           });
  };
  std::uint64_t moved = 0;
  auto until = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    const std::uint64_t now = used_.size() + connections_.progress();
    if (std::exchange(moved, now) != now || connections_.waiting())
      until = std::chrono::steady_clock::now() + kPatience;
    if (std::chrono::steady_clock::now() > until) return;
    taken_.wait_for(lock, kLook);
  }
}

void ReplayedHost::note_connections() {
  for (Difference& difference : connections_.finish()) note(std::move(difference));
}

void ReplayedHost::note_missing(const Call& call) {
  for (const auto& inner : call.inside) {
    if (!is_open_question(*inner)) continue;
    {
      const std::lock_guard lock(mutex_);
      if (used_.contains(inner.get())) continue;
    }
    Difference missing{.what = Difference::What::missing, .call = inner->id};
    missing.operation = inner->operation;
    const auto json = parse_json(inner->request);
    missing.recorded = json ? *json : Json(inner->request);
    missing.now = Json(Json::value_t::discarded);
    note(std::move(missing));
  }
}

void ReplayedHost::note_missing_of_own_threads() {
  Call threads;
  threads.inside.swap(tree_.calls);
  note_missing(threads);
  threads.inside.swap(tree_.calls);
}

void ReplayedHost::note(Difference difference) {
  constexpr std::size_t kDifferencesMax = 10'000;
  const std::lock_guard lock(mutex_);
  if (differences_.size() < kDifferencesMax) differences_.push_back(std::move(difference));
}

std::vector<Difference> ReplayedHost::differences() const {
  const std::lock_guard lock(mutex_);
  return differences_;
}

}  // namespace kontor::trace

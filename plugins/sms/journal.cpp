#include "journal.hpp"

#include <algorithm>
#include <utility>

namespace kontor::sms {
namespace {

constexpr std::size_t kStoredAtOnce = 500;
constexpr std::size_t kShownAtOnce = 200;

}  // namespace

Json Journal::get(const std::string& key) const {
  if (const auto waiting = entries_.find(key); waiting != entries_.end())
    return waiting->second.value;
  if (const auto known = fetched_.find(key); known != fetched_.end()) return known->second;
  return host_.storage_get({.key = key}).value;
}

void Journal::fetch(const std::set<std::string>& keys) {
  op::StorageGetManyRequest request;
  const auto ask = [&] {
    if (request.keys.empty()) return;
    for (const std::string& key : request.keys) fetched_[key] = Json();
    for (auto& entry : host_.storage_get_many(request).entries)
      fetched_[entry.key] = std::move(entry.value);
    request.keys.clear();
  };
  for (const std::string& key : keys) {
    if (entries_.contains(key)) continue;
    request.keys.push_back(key);
    if (request.keys.size() == kStoredAtOnce) ask();
  }
  ask();
}

void Journal::put(const std::string& key, Json value, const std::string& person) {
  if (!entries_.contains(key)) order_.push_back(key);
  entries_[key] = {std::move(value), person.empty() ? std::nullopt : std::optional(person)};
}

void Journal::remove(const std::string& key) {
  if (!entries_.contains(key)) order_.push_back(key);
  entries_[key] = {};
}

void Journal::show(op::EntryToAdd entry) {
  const std::string name = entry.external_id.value_or("");
  shown_[name] = std::move(entry);
}

// What one of them refuses, because the person has gone, is said and left out.
void Journal::commit_timelines() {
  op::TimelineAddManyRequest request;
  const auto add = [&] {
    if (request.entries.empty()) return;
    const auto answer = host_.timeline_add_many(request);
    for (const auto& result : answer.results)
      if (!result.refusal.empty())
        host_.log_warning("a message is not on its timeline: " + result.refusal);
    request.entries.clear();
  };
  for (const auto& [name, entry] : shown_) {
    request.entries.push_back(entry);
    if (request.entries.size() == kShownAtOnce) add();
  }
  add();
  shown_.clear();
}

std::set<std::string> Journal::commit() {
  fetched_.clear();
  try {
    commit_timelines();
  } catch (const Failure& failure) {
    // What counts is in storage; the state comes again with the next one.
    host_.log_warning(std::string("messages are not on their timelines: ") + failure.what());
    shown_.clear();
  }
  std::set<std::string> erased;
  while (!order_.empty()) {
    op::StoragePutManyRequest request;
    const std::size_t count = std::min(order_.size(), kStoredAtOnce);
    for (std::size_t i = 0; i < count; ++i) {
      const Entry& entry = entries_.at(order_[i]);
      request.entries.push_back(
          {.key = order_[i],
           .value = entry.value.is_null() ? std::nullopt : std::optional(entry.value),
           .person = entry.person});
    }
    for (std::string& key : host_.storage_put_many(request).erased) erased.insert(std::move(key));
    for (std::size_t i = 0; i < count; ++i) entries_.erase(order_[i]);
    order_.erase(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return erased;
}

void Journal::forget() {
  order_.clear();
  entries_.clear();
  shown_.clear();
  fetched_.clear();
}

}  // namespace kontor::sms

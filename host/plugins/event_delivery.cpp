#include "host/plugins/event_delivery.hpp"

#include <algorithm>
#include <kontor/op/event_deliver.hpp>

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr int kBatch = 100;
constexpr int kWaitMs = 500;

std::vector<std::string> names_of(const package::Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& event : manifest.contributes.events) names.push_back(event.name);
  return names;
}

}  // namespace

EventDelivery::EventDelivery(PluginHandle plugin, Outbox& outbox, SeatPolicy& seats)
    : plugin_(std::move(plugin)), outbox_(outbox), seats_(seats) {
  // Before anything else happens: what is written from here on is this plugin's to hear.
  find_place();
  thread_ = std::thread([this] { run(); });
}

EventDelivery::~EventDelivery() {
  stopping_ = true;
  outbox_.announce();
  thread_.join();
}

void EventDelivery::run() {
  const auto names = names_of(plugin_->manifest());
  std::uint64_t seen = 0;
  while (!stopping_) {
    if (!cursor_) find_place();
    bool more = false;
    if (cursor_ && plugin_->running()) more = deliver_batch(names, *cursor_);
    if (!more) seen = outbox_.wait(seen, kWaitMs);
  }
}

void EventDelivery::find_place() {
  const auto stored = outbox_.cursor(plugin_->id());
  if (stored) cursor_ = *stored;
}

// True if there is more to deliver at once.
bool EventDelivery::deliver_batch(const std::vector<std::string>& names, std::int64_t& cursor) {
  const auto events = outbox_.read_after(cursor, kBatch, names);
  if (!events) return false;
  const std::int64_t before = cursor;
  bool whole = true;
  for (const OutboxEvent& event : *events) {
    whole = !stopping_ && deliver(event);
    if (!whole) break;
    cursor = event.sequence;
  }
  // Once for the batch: after a crash its events come again, which "at least once" allows.
  if (cursor != before && !outbox_.advance(plugin_->id(), cursor)) cursor = before;
  return whole && events->size() == kBatch;
}

bool EventDelivery::deliver(const OutboxEvent& event) {
  if (event.origin == plugin_->id()) return true;
  const auto& declared = plugin_->manifest().contributes.events;
  const auto contribution =
      std::ranges::find(declared, event.name, &package::EventContribution::name);
  if (contribution != declared.end() && contribution->seat == package::SeatRule::installation &&
      !seats_.require_entitlement(plugin_->manifest()))
    return true;  // Not paid for: nothing is kept for later.
  const auto done = plugin_->ask<op::EventDeliver>({.id = event.id,
                                                    .sequence = event.sequence,
                                                    .name = event.name,
                                                    .occurred_at = to_rfc3339(event.occurred_at_ms),
                                                    .payload = request_payload(event)});
  if (done) {
    attempts_ = 0;
    return true;
  }
  if (!plugin_->running()) {  // Its crash may be this event's doing.
    if (++attempts_ < kAttemptsMax) return false;
  } else if (done.error().code != ErrorCode::not_found && ++attempts_ < kAttemptsMax) {
    return false;
  }
  attempts_ = 0;
  log::error("an event was left undelivered", {{"plugin", plugin_->id()},
                                               {"event", event.name},
                                               {"sequence", event.sequence},
                                               {"reason", done.error().message}});
  return true;
}

// Of a record's changed fields only the names it may read.
Json EventDelivery::request_payload(const OutboxEvent& event) const {
  Json payload = event.payload;
  if (!payload.is_object() || !payload.contains("entity") || !payload.contains("changed"))
    return payload;
  Json changed = Json::array();
  for (const Json& name : payload["changed"])
    if (name.is_string() &&
        plugin_->principal().rights->may_field(payload["entity"].get<std::string>(), Verb::read,
                                               name.get<std::string>()))
      changed.push_back(name);
  payload["changed"] = std::move(changed);
  return payload;
}

}  // namespace kontor::host

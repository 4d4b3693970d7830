#include "host/plugins/event_delivery.hpp"

#include <algorithm>
#include <chrono>
#include <kontor/op/event_deliver.hpp>
#include <kontor/op/event_deliver_many.hpp>

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr int kEventsAtOnce = 100;
constexpr std::size_t kToldTogetherMax = 100;  // As event.deliver_many says.
constexpr int kWaitMs = 500;
// A place moved only over events of no interest is worth a write when it moved this far.
constexpr std::int64_t kPlaceWorthKeeping = 1000;

std::string text_member(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

EventDelivery::EventDelivery(PluginHandle plugin, Parts parts)
    : plugin_(std::move(plugin)), parts_(parts) {
  for (const auto& event : plugin_->manifest().contributes.events) {
    (event.latest ? latest_ : each_).push_back(event.name);
    if (event.many) many_.push_back(event.name);
  }
  // Before anything else happens: what is written from here on is this plugin's to hear.
  find_place();
  thread_ = std::thread([this] { run(); });
}

EventDelivery::~EventDelivery() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  parts_.outbox.announce();
  thread_.join();
}

void EventDelivery::run() {
  std::uint64_t seen = 0;
  while (!stopping_) {
    if (!cursor_) find_place();
    bool more = false;
    const std::int64_t before = cursor_.value_or(0);
    if (cursor_ && plugin_->running()) more = deliver_batch(*cursor_);
    // What changes all the time is not told of all the time.
    if (each_.empty() && cursor_ && *cursor_ != before) pause(kCalmMs);
    if (!more) seen = parts_.outbox.wait(seen, kWaitMs);
  }
}

void EventDelivery::find_place() {
  const auto stored = parts_.outbox.cursor(plugin_->id());
  if (!stored) return;
  cursor_ = *stored;
  kept_ = *stored;
}

Result<EventDelivery::Batch> EventDelivery::read_batch(std::int64_t cursor, std::int64_t newest) {
  Batch batch{.until = newest};
  if (!each_.empty()) {
    batch.events = TRY(parts_.outbox.read_after(cursor, kEventsAtOnce, each_));
    batch.all = batch.events.size() < kEventsAtOnce;
    // Some may have come since `newest` was looked up.
    if (!batch.events.empty())
      batch.until =
          batch.all ? std::max(newest, batch.events.back().sequence) : batch.events.back().sequence;
  }
  if (latest_.empty()) return batch;
  auto latest = TRY(parts_.outbox.newest_of(
      {.names = latest_, .origin = plugin_->id(), .after = cursor, .until = batch.until}));
  batch.events.insert(batch.events.end(), std::move_iterator(latest.begin()),
                      std::move_iterator(latest.end()));
  std::ranges::sort(batch.events, {}, &OutboxEvent::sequence);
  return batch;
}

bool EventDelivery::deliver_batch(std::int64_t& cursor) {
  // Taken first: what is older than it and not in the answer is of no interest.
  const auto newest = parts_.outbox.last_sequence();
  if (!newest || *newest == cursor) return false;
  const auto batch = read_batch(cursor, *newest);
  if (!batch) return false;
  const std::int64_t before = cursor;
  bool whole = true;
  for (std::size_t at = 0; whole && at < batch->events.size();) {
    const auto together = told_together(std::span(batch->events).subspan(at));
    if (!together.empty()) {
      cursor = together.back().sequence;
      at += together.size();
      continue;
    }
    whole = !stopping_ && deliver(batch->events[at]) != Taken::again;
    if (whole) cursor = batch->events[at++].sequence;
  }
  const bool all = whole && batch->all;
  if (whole) cursor = std::max(cursor, batch->until);
  // Once for the batch: after a crash its events come again, which "at least once" allows.
  const bool delivered = !batch->events.empty() && cursor != before;
  if (delivered || cursor - kept_ >= kPlaceWorthKeeping) {
    const Status kept = keep_place(cursor);
    if (!kept) {
      log::warning("a plugin's place among the events was not kept",
                   {{"plugin", plugin_->id()}, {"reason", kept.error().message}});
      cursor = before;
    }
    left_.clear();
  }
  return whole && !all;
}

Status EventDelivery::keep_place(std::int64_t cursor) {
  Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(parts_.gaps.record(session, left_));
    return Outbox::advance(session, plugin_->id(), cursor);
  });
  if (kept) kept_ = cursor;
  return kept;
}

std::span<const OutboxEvent> EventDelivery::told_together(std::span<const OutboxEvent> waiting) {
  op::EventDeliverManyRequest request;
  for (const OutboxEvent& event : waiting.first(std::min(waiting.size(), kToldTogetherMax))) {
    const auto name = std::ranges::find(many_, event.name);
    if (name == many_.end() || event.origin == plugin_->id() || !seat_for(event)) break;
    request.events.push_back({.id = event.id,
                              .sequence = event.sequence,
                              .name = event.name,
                              .occurred_at = to_rfc3339(event.occurred_at_ms),
                              .payload = request_payload(event)});
  }
  const std::size_t count = request.events.size();
  if (stopping_ || count < 2 || waiting[count - 1].sequence <= one_by_one_until_) return {};
  if (plugin_->ask<op::EventDeliverMany>(request)) {
    attempts_ = deaths_ = 0;
    return waiting.first(count);
  }
  one_by_one_until_ = waiting[count - 1].sequence;  // So that the one it refuses is found.
  return {};
}

EventDelivery::Taken EventDelivery::deliver(const OutboxEvent& event) {
  if (event.origin == plugin_->id()) return Taken::yes;
  const Status seat = seat_for(event);
  if (!seat) return leave_behind(event, seat.error().message);
  const auto done = plugin_->ask<op::EventDeliver>({.id = event.id,
                                                    .sequence = event.sequence,
                                                    .name = event.name,
                                                    .occurred_at = to_rfc3339(event.occurred_at_ms),
                                                    .payload = request_payload(event)});
  if (!done) return failed(event, done.error());
  attempts_ = deaths_ = 0;
  return Taken::yes;
}

EventDelivery::Taken EventDelivery::failed(const OutboxEvent& event, const Error& error) {
  if (stopping_) return Taken::again;
  if (!plugin_->running()) {  // Its end may be this event's doing.
    if (!plugin_->enabled() || ++deaths_ < kDeathsMax) return Taken::again;
  } else if (error.code != ErrorCode::not_found && ++attempts_ < kAttemptsMax) {
    pause(kFirstPauseMs << (attempts_ - 1));
    return Taken::again;
  }
  log::error("an event was left behind", {{"plugin", plugin_->id()},
                                          {"event", event.name},
                                          {"sequence", event.sequence},
                                          {"reason", error.message}});
  return leave_behind(event, error.message);
}

EventDelivery::Taken EventDelivery::leave_behind(const OutboxEvent& event,
                                                 const std::string& reason) {
  attempts_ = deaths_ = 0;
  left_.push_back({.plugin = plugin_->id(),
                   .contribution = "event " + event.name,
                   .record_entity = text_member(event.payload, "entity"),
                   .record_id = text_member(event.payload, "id"),
                   .reason = reason});
  return Taken::left_behind;
}

Status EventDelivery::seat_for(const OutboxEvent& event) const {
  const auto& declared = plugin_->manifest().contributes.events;
  const auto found = std::ranges::find(declared, event.name, &package::EventContribution::name);
  if (found == declared.end()) return ok();
  const bool by_target = found->seat == package::SeatRule::target_user;
  return parts_.seats.require(
      plugin_->manifest(), found->seat,
      SeatUsers{.acting = event.actor, .target = by_target ? target_of(event) : ""});
}

// Whom an event is about: the user it names, or the owner of its record.
std::string EventDelivery::target_of(const OutboxEvent& event) const {
  const std::string entity = text_member(event.payload, "entity");
  if (entity.empty()) return text_member(event.payload, "user");
  const auto record =
      parts_.records.get(Principal::system(), entity, text_member(event.payload, "id"));
  return record ? text_member(record->fields, "owner") : "";
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

void EventDelivery::pause(int pause_ms) {
  std::unique_lock lock(mutex_);
  stop_.wait_for(lock, std::chrono::milliseconds(pause_ms), [this] { return stopping_.load(); });
}

}  // namespace kontor::host

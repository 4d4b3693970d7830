#include "host/webhooks/webhook_sender.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/core/log.hpp"
#include "base/http/client.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "host/plugins/plugin_rights.hpp"
#include "host/webhooks/webhook_signature.hpp"
#include "host/webhooks/webhooks.hpp"

namespace kontor::host {

namespace {

constexpr int kEventsAtOnce = 200;
constexpr int kDeliveriesAtOnce = 50;
constexpr int kStepEveryMs = 500;
constexpr int kPauseMs = 100;
constexpr int kPauseParts = 4;
constexpr std::int64_t kPruneEveryMs = 3'600'000;
constexpr int kGone = 410;
constexpr std::size_t kErrorBytesMax = 300;

std::string body_of(const OutboxEvent& event) {
  return to_text(Json{{"type", event.name},
                      {"timestamp", to_rfc3339(event.occurred_at_ms)},
                      {"data", event.payload}});
}

}  // namespace

void WebhookSender::start() {
  thread_ = std::thread([this] {
    std::uint64_t seen = 0;
    while (!stopping_) {
      const auto sent = step();
      if (!sent) log::warning("webhooks wait", {{"reason", sent.error().message}});
      if (sent && *sent > 0) continue;
      seen = parts_.outbox.wait(seen, kStepEveryMs);
      // Many changes are one round.
      for (int part = 0; part < kPauseParts && !stopping_; ++part)
        std::this_thread::sleep_for(std::chrono::milliseconds(kPauseMs / kPauseParts));
    }
  });
}

void WebhookSender::stop() {
  stopping_ = true;
  parts_.outbox.announce();
  if (thread_.joinable()) thread_.join();
}

// The place in the outbox and the deliveries move together, so that no event is lost; the pair
// of webhook and event is unique, so that none is doubled. As long as there is no webhook to tell,
// there is no place either, and nobody reads what an import of a million rows has to say.
Result<std::size_t> WebhookSender::take_events() {
  if (!place_) place_ = TRY(parts_.outbox.find_cursor(kWebhookReader));
  if (!place_) return std::size_t{0};
  const auto events = TRY(parts_.outbox.read_after(*place_, kEventsAtOnce));
  if (events.empty()) return std::size_t{0};
  const TimeMs now_ms = parts_.clock.now_ms();
  bool anybody = false;
  const Status done = parts_.database.transaction([&](db::Session& session) -> Status {
    const auto webhooks = TRY(webhook_store::all(session));
    anybody = std::any_of(webhooks.begin(), webhooks.end(),
                          [](const Webhook& webhook) { return webhook.enabled; });
    if (!anybody) return Outbox::forget(session, kWebhookReader);
    for (const OutboxEvent& event : events) {
      for (const Webhook& webhook : webhooks) {
        if (!webhook.enabled || !webhook.wants(event.name)) continue;
        TRY(webhook_store::add(session, {parts_.ids.next(), webhook.id, event.id, event.name,
                                         body_of(event), "pending", 0, now_ms, 0, "", now_ms}));
      }
    }
    return Outbox::advance(session, kWebhookReader, events.back().sequence);
  });
  if (!done) return done.error();
  if (!anybody) {
    place_.reset();
    return std::size_t{0};
  }
  place_ = events.back().sequence;
  return events.size();
}

Result<std::size_t> WebhookSender::step() {
  while (TRY(take_events()) == kEventsAtOnce) continue;
  const TimeMs now_ms = parts_.clock.now_ms();
  auto asked = parts_.database.read(
      [&](db::Session& session) { return webhook_store::due(session, now_ms, kDeliveriesAtOnce); });
  const auto due = TRY(std::move(asked));
  std::set<std::string> failing;  // One that does not answer holds up the others once a round.
  std::size_t sent = 0;
  for (const WebhookDelivery& delivery : due) {
    if (stopping_) break;
    if (failing.contains(delivery.webhook_id)) continue;
    auto found = parts_.database.read(
        [&](db::Session& session) { return webhook_store::find(session, delivery.webhook_id); });
    const auto webhook = TRY(std::move(found));
    if (!webhook || !webhook->enabled) continue;
    ++sent;
    const Status done = send(*webhook, delivery);
    if (!done) failing.insert(delivery.webhook_id);
  }
  if (now_ms - pruned_at_ms_ > kPruneEveryMs) {
    pruned_at_ms_ = now_ms;
    TRY(parts_.database.transaction([&](db::Session& session) {
      return webhook_store::prune(session, now_ms - kDeliveredKeptMs, now_ms - kDeadKeptMs);
    }));
  }
  return sent;
}

Result<int> WebhookSender::post(const Webhook& webhook, const WebhookDelivery& delivery) {
  const Destination destination = TRY(destination_of(webhook.url));
  const auto addresses = TRY(
      resolve(destination.host, webhook.private_network ? Reach::anywhere : Reach::public_only));
  const auto path = webhook.url.find('/', webhook.url.find("://") + 3);
  http::ClientOptions options;
  options.connect_timeout_ms = 3000;
  options.timeout_ms = 10'000;
  options.body_bytes_max = 65536;
  options.address = addresses.front();
  options.ca_file = parts_.ca_file;
  const auto client = TRY(http::Client::create(webhook.url.substr(0, path), options));
  const std::string secret = TRY(webhook_secret(webhook, parts_.key));
  const http::Headers headers =
      TRY(webhook_headers(secret, delivery.id, parts_.clock.now_ms(), delivery.body));
  const http::Response answer = TRY(client->send(
      "POST", path == std::string::npos ? "/" : webhook.url.substr(path), headers, delivery.body));
  return answer.status;
}

// Fails when the endpoint did; what became of it is noted either way.
Status WebhookSender::send(const Webhook& webhook, WebhookDelivery delivery) {
  const auto status = post(webhook, delivery);
  const bool accepted = status && *status >= 200 && *status < 300;
  const bool gone = status && *status == kGone;
  delivery.last_status = status ? *status : 0;
  delivery.last_error = status ? "" : status.error().message.substr(0, kErrorBytesMax);
  const auto pause = static_cast<std::size_t>(delivery.attempts);
  ++delivery.attempts;
  if (accepted) {
    delivery.state = "delivered";
  } else if (gone || pause >= kPausesMs.size()) {
    delivery.state = "dead";
  } else {
    delivery.next_at_ms = parts_.clock.now_ms() + kPausesMs[pause];
  }
  TRY(parts_.database.transaction([&](db::Session& session) -> Status {
    if (gone) {
      Webhook off = webhook;
      off.enabled = false;
      off.reason = "the endpoint answered 410 Gone";
      const Status kept = webhook_store::update(session, off);
      if (!kept) return kept;
    }
    return webhook_store::save(session, delivery);
  }));
  if (accepted) return ok();
  return Error{ErrorCode::unavailable, "the endpoint did not accept the event"};
}

}  // namespace kontor::host

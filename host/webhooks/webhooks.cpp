#include "host/webhooks/webhooks.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/seal.hpp"
#include "host/access/audit_log.hpp"
#include "host/app/outbox.hpp"
#include "host/webhooks/webhook_signature.hpp"

namespace kontor::host {

namespace {

constexpr const char* kWebhookSeal = "kontor webhook ";
constexpr std::size_t kEventBytesMax = 100;

Error wrong_webhook(const char* why) { return Error{ErrorCode::invalid_argument, why}; }
Error no_webhook() { return Error{ErrorCode::not_found, "no such webhook"}; }

bool is_event_name(const std::string& name) {
  return !name.empty() && name.size() <= kEventBytesMax &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.*-") == std::string::npos;
}

void apply_wish(const WebhookWish& wish, Webhook& webhook) {
  if (wish.url) webhook.url = *wish.url;
  if (wish.events) webhook.events = *wish.events;
  if (wish.private_network) webhook.private_network = *wish.private_network;
  if (wish.enabled) {
    webhook.enabled = *wish.enabled;
    webhook.reason.clear();
  }
}

Json described(const Webhook& webhook) {
  return {{"url", webhook.url},
          {"events", webhook.events},
          {"private_network", webhook.private_network},
          {"enabled", webhook.enabled}};
}

}  // namespace

Result<std::string> webhook_secret(const Webhook& webhook, const std::string& key) {
  const std::string sealed = TRY(base64_decode(webhook.secret_sealed));
  return crypto::open_sealed(key, sealed, kWebhookSeal + webhook.id);
}

Status Webhooks::check(const Webhook& webhook) const {
  const bool https = webhook.url.starts_with("https://");
  const bool http = webhook.url.starts_with("http://");
  if (!https && !(http && webhook.private_network)) {
    return wrong_webhook("url: https is wanted; http only with private_network");
  }
  if (webhook.url.size() > kWebhookUrlBytesMax || !is_utf8(webhook.url) ||
      webhook.url.find_first_of("@#\\ ") != std::string::npos) {
    return wrong_webhook("url: too long, or with a part no webhook needs");
  }
  if (webhook.events.empty() || webhook.events.size() > kEventsMax) {
    return wrong_webhook("events: 1 to 50 names are wanted");
  }
  for (const std::string& event : webhook.events) {
    if (!is_event_name(event)) return wrong_webhook("events: a name, ENTITY.* or *");
  }
  return ok();
}

template <typename Work>
Status Webhooks::audited(const Principal& actor, const char* action, const std::string& id,
                         Json detail, Work work) {
  TRY(require_right(actor, "webhooks.manage"));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(work(session));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{action, "webhook", id, detail}});
  });
}

Result<Webhooks::Made> Webhooks::add(const Principal& actor, const WebhookWish& wish) {
  Made made;
  made.webhook.id = parts_.ids.next();
  made.webhook.created_by = actor.id;
  made.webhook.created_at_ms = parts_.clock.now_ms();
  apply_wish(wish, made.webhook);
  TRY(check(made.webhook));
  made.secret = new_webhook_secret(parts_.random);
  made.webhook.secret_sealed = base64_encode(
      crypto::seal(parts_.key, made.secret, kWebhookSeal + made.webhook.id, parts_.random));
  const Status done = audited(actor, "create", made.webhook.id, described(made.webhook),
                              [&](db::Session& session) -> Status {
                                const auto present = TRY(webhook_store::all(session));
                                if (present.size() >= kWebhooksMax) {
                                  return Error{ErrorCode::exhausted, "there may be 50 webhooks"};
                                }
                                TRY(Outbox::begin_reading(session, kWebhookReader));
                                return webhook_store::insert(session, made.webhook);
                              });
  if (!done) return done.error();
  return made;
}

Result<Webhook> Webhooks::change(const Principal& actor, const std::string& id,
                                 const WebhookWish& wish) {
  TRY(require_right(actor, "webhooks.manage"));
  auto found =
      parts_.database.read([&](db::Session& session) { return webhook_store::find(session, id); });
  const auto present = TRY(std::move(found));
  if (!present) return no_webhook();
  Webhook webhook = *present;
  apply_wish(wish, webhook);
  TRY(check(webhook));
  const auto keep = [&](db::Session& session) -> Status {
    if (webhook.enabled) TRY(Outbox::begin_reading(session, kWebhookReader));
    return webhook_store::update(session, webhook);
  };
  const Status done = audited(actor, "update", id, described(webhook), keep);
  if (!done) return done.error();
  return webhook;
}

Status Webhooks::remove(const Principal& actor, const std::string& id) {
  return audited(actor, "delete", id, Json::object(), [&](db::Session& session) -> Status {
    const bool removed = TRY(webhook_store::remove(session, id));
    if (!removed) return no_webhook();
    return ok();
  });
}

Result<std::vector<Webhook>> Webhooks::list(const Principal& actor) {
  TRY(require_right(actor, "webhooks.manage"));
  return parts_.database.read([](db::Session& session) { return webhook_store::all(session); });
}

Result<std::vector<WebhookDelivery>> Webhooks::deliveries(const Principal& actor,
                                                          const std::string& id,
                                                          const std::string& state, int limit) {
  TRY(require_right(actor, "webhooks.manage"));
  return parts_.database.read(
      [&](db::Session& session) { return webhook_store::of(session, id, state, limit); });
}

Result<std::int64_t> Webhooks::replay(const Principal& actor, const std::string& id,
                                      const std::string& delivery_id) {
  std::int64_t count = 0;
  const Status done = audited(
      actor, "replay", id, Json{{"delivery", delivery_id}}, [&](db::Session& session) -> Status {
        const auto webhook = TRY(webhook_store::find(session, id));
        if (!webhook) return no_webhook();
        count = TRY(webhook_store::replay(session, id, delivery_id, parts_.clock.now_ms()));
        if (count == 0 && !delivery_id.empty()) {
          return Error{ErrorCode::not_found, "no such delivery"};
        }
        return ok();
      });
  if (!done) return done.error();
  return count;
}

}  // namespace kontor::host

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Their reader of the outbox: there as long as there is one that is enabled.
constexpr const char* kWebhookReader = "webhooks";

struct Webhook {
  std::string id;
  std::string url;
  std::vector<std::string> events;  // "deal.won", "person.*" or "*"
  std::string secret_sealed;
  bool private_network = false;  // An administrator lets it reach into the company's network.
  bool enabled = true;
  std::string reason = {};  // Why the host switched it off.
  std::string created_by;
  TimeMs created_at_ms = 0;

  bool wants(const std::string& event) const;
};

struct WebhookDelivery {
  std::string id;
  std::string webhook_id;
  std::string event_id;
  std::string event;
  std::string body;
  std::string state;  // "pending", "delivered", "dead"
  std::int64_t attempts = 0;
  TimeMs next_at_ms = 0;
  std::int64_t last_status = 0;
  std::string last_error = {};
  TimeMs created_at_ms = 0;
};

// Rows of webhooks and of what they are sent. Each call is one statement or two inside the
// caller's transaction.
namespace webhook_store {

Status insert(db::Session& session, const Webhook& webhook);
Status update(db::Session& session, const Webhook& webhook);
// With all its deliveries. False when there is none.
Result<bool> remove(db::Session& session, const std::string& id);
Result<std::optional<Webhook>> find(db::Session& session, const std::string& id);
Result<std::vector<Webhook>> all(db::Session& session);

// A delivery of an event that the webhook has already is left as it is.
Status add(db::Session& session, const WebhookDelivery& delivery);
Status save(db::Session& session, const WebhookDelivery& delivery);
Result<std::vector<WebhookDelivery>> due(db::Session& session, TimeMs now_ms, int limit);
// Newest first; of one state when it is not empty.
Result<std::vector<WebhookDelivery>> of(db::Session& session, const std::string& webhook_id,
                                        const std::string& state, int limit);
// Dead ones, or the one named, become pending again with no attempts made. Their number.
Result<std::int64_t> replay(db::Session& session, const std::string& webhook_id,
                            const std::string& delivery_id, TimeMs now_ms);
Status prune(db::Session& session, TimeMs delivered_before_ms, TimeMs dead_before_ms);

}  // namespace webhook_store

}  // namespace kontor::host

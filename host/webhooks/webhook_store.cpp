#include "host/webhooks/webhook_store.hpp"

#include <algorithm>

#include "base/core/json.hpp"

namespace kontor::host {

namespace {

constexpr const char* kWebhookColumns =
    "id, url, events, secret_sealed, private_network, enabled, reason, created_by, created_at_ms";
constexpr const char* kDeliveryColumns =
    "id, webhook_id, event_id, event, body, state, attempts, next_at_ms, last_status, last_error, "
    "created_at_ms";

Result<Webhook> read_webhook(const db::Row& row) {
  const Json events = TRY(parse_json(row.text(2)));
  return Webhook{row.text(0), row.text(1),         events.get<std::vector<std::string>>(),
                 row.text(3), row.integer(4) != 0, row.integer(5) != 0,
                 row.text(6), row.text(7),         row.integer(8)};
}

std::vector<WebhookDelivery> read_deliveries(const std::vector<db::Row>& rows) {
  std::vector<WebhookDelivery> found;
  found.reserve(rows.size());
  for (const db::Row& row : rows) {
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
                     row.integer(6), row.integer(7), row.integer(8), row.text(9), row.integer(10)});
  }
  return found;
}

}  // namespace

bool Webhook::wants(const std::string& event) const {
  return std::any_of(events.begin(), events.end(), [&](const std::string& wanted) {
    if (wanted == "*" || wanted == event) return true;
    return wanted.ends_with(".*") && event.starts_with(wanted.substr(0, wanted.size() - 1));
  });
}

namespace webhook_store {

Status insert(db::Session& session, const Webhook& webhook) {
  return session.insert_rows(
      "webhook",
      {"id", "url", "events", "secret_sealed", "private_network", "enabled", "created_by",
       "created_at_ms"},
      {{webhook.id, webhook.url, to_text(Json(webhook.events)), webhook.secret_sealed,
        std::int64_t{webhook.private_network}, std::int64_t{webhook.enabled}, webhook.created_by,
        webhook.created_at_ms}});
}

Status update(db::Session& session, const Webhook& webhook) {
  TRY(session.execute(
      R"sql(UPDATE webhook SET url = $1, events = $2, secret_sealed = $3, private_network = $4,
            enabled = $5, reason = $6 WHERE id = $7)sql",
      {webhook.url, to_text(Json(webhook.events)), webhook.secret_sealed,
       std::int64_t{webhook.private_network}, std::int64_t{webhook.enabled}, webhook.reason,
       webhook.id}));
  return ok();
}

Result<bool> remove(db::Session& session, const std::string& id) {
  TRY(session.execute("DELETE FROM webhook_delivery WHERE webhook_id = $1", {id}));
  const auto removed = TRY(session.execute("DELETE FROM webhook WHERE id = $1", {id}));
  return removed == 1;
}

Result<std::optional<Webhook>> find(db::Session& session, const std::string& id) {
  const auto row = TRY(session.query_row(
      std::string("SELECT ") + kWebhookColumns + " FROM webhook WHERE id = $1", {id}));
  if (!row) return std::optional<Webhook>();
  Webhook webhook = TRY(read_webhook(*row));
  return std::optional<Webhook>(std::move(webhook));
}

Result<std::vector<Webhook>> all(db::Session& session) {
  std::vector<Webhook> webhooks;
  for (const db::Row& row :
       TRY(session.query(std::string("SELECT ") + kWebhookColumns + " FROM webhook ORDER BY id"))) {
    webhooks.push_back(TRY(read_webhook(row)));
  }
  return webhooks;
}

Status add(db::Session& session, const WebhookDelivery& delivery) {
  return session.insert_rows(
      "webhook_delivery",
      {"id", "webhook_id", "event_id", "event", "body", "state", "next_at_ms", "created_at_ms"},
      {{delivery.id, delivery.webhook_id, delivery.event_id, delivery.event, delivery.body,
        delivery.state, delivery.next_at_ms, delivery.created_at_ms}},
      "ON CONFLICT DO NOTHING");
}

Status save(db::Session& session, const WebhookDelivery& delivery) {
  TRY(session.execute(
      R"sql(UPDATE webhook_delivery SET state = $1, attempts = $2, next_at_ms = $3,
            last_status = $4, last_error = $5 WHERE id = $6)sql",
      {delivery.state, delivery.attempts, delivery.next_at_ms, delivery.last_status,
       delivery.last_error, delivery.id}));
  return ok();
}

Result<std::vector<WebhookDelivery>> due(db::Session& session, TimeMs now_ms, int limit) {
  return read_deliveries(TRY(session.query(
      std::string("SELECT ") + kDeliveryColumns +
          " FROM webhook_delivery WHERE state = 'pending' AND next_at_ms <= $1 AND webhook_id IN "
          "(SELECT id FROM webhook WHERE enabled = 1) ORDER BY next_at_ms, id LIMIT $2",
      {now_ms, std::int64_t{limit}})));
}

Result<std::vector<WebhookDelivery>> of(db::Session& session, const std::string& webhook_id,
                                        const std::string& state, int limit) {
  std::string sql =
      std::string("SELECT ") + kDeliveryColumns + " FROM webhook_delivery WHERE webhook_id = $1";
  std::vector<db::Value> values{webhook_id};
  if (!state.empty()) {
    sql += " AND state = $2";
    values.emplace_back(state);
  }
  values.emplace_back(std::int64_t{limit});
  sql += " ORDER BY id DESC LIMIT $" + std::to_string(values.size());
  return read_deliveries(TRY(session.query(sql, values)));
}

Result<std::int64_t> replay(db::Session& session, const std::string& webhook_id,
                            const std::string& delivery_id, TimeMs now_ms) {
  const std::string set =
      "UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at_ms = $1 "
      "WHERE webhook_id = $2 AND ";
  if (delivery_id.empty()) return session.execute(set + "state = 'dead'", {now_ms, webhook_id});
  return session.execute(set + "id = $3", {now_ms, webhook_id, delivery_id});
}

Status prune(db::Session& session, TimeMs delivered_before_ms, TimeMs dead_before_ms) {
  TRY(session.execute(
      R"sql(DELETE FROM webhook_delivery WHERE (state = 'delivered' AND created_at_ms < $1)
            OR (state = 'dead' AND created_at_ms < $2))sql",
      {delivered_before_ms, dead_before_ms}));
  return ok();
}

}  // namespace webhook_store

}  // namespace kontor::host

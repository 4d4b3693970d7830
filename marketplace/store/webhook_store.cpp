#include "marketplace/store/webhook_store.hpp"

#include "base/core/json.hpp"

namespace kontor::marketplace {

Status WebhookStore::remember(const std::string& webhook_id, const std::string& sha256,
                              TimeMs now_ms) {
  TRY(session_.execute(
      R"sql(INSERT INTO webhook_message (webhook_id, sha256, received_at_ms) VALUES ($1, $2, $3)
            ON CONFLICT (webhook_id) DO NOTHING)sql",
      {webhook_id, sha256, now_ms}));
  const auto row = TRY(
      session_.query_row("SELECT sha256 FROM webhook_message WHERE webhook_id = $1", {webhook_id}));
  if (row && row->text(0) == sha256) return ok();
  return Error{ErrorCode::conflict, "the webhook-id '" + webhook_id + "' came with another message",
               kontor::to_text(Json{{"code", "webhook-id-reused"}})};
}

}  // namespace kontor::marketplace

#include "marketplace/app/payment_webhook.hpp"

#include "base/crypto/hash.hpp"
#include "marketplace/app/receipts.hpp"
#include "marketplace/store/webhook_store.hpp"

namespace kontor::marketplace {

Result<std::optional<Receipt>> take_webhook(Market& market, const std::string& webhook_id,
                                            const std::string& body, const Json& message) {
  const std::string sha256 = crypto::sha256_hex(body);
  TRY(market.database.transaction([&](db::Session& session) {
    return WebhookStore(session).remember(webhook_id, sha256, market.clock.now_ms());
  }));
  if (message.value("type", "") != "payment.succeeded") return std::optional<Receipt>();
  const Json& data = message["data"];
  Receipt receipt =
      TRY(take_money(market, {.source = ReceiptSource::provider,
                              .reference = "provider:" + data["payment_id"].get<std::string>(),
                              .money = {.amount = data["amount"], .currency = data["currency"]},
                              .order_id = {},
                              .payer = data.value("payer", ""),
                              .message = data.value("reference", "")}));
  return std::optional<Receipt>(std::move(receipt));
}

}  // namespace kontor::marketplace

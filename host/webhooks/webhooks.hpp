#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "host/access/principal.hpp"
#include "host/webhooks/webhook_store.hpp"

namespace kontor::host {

struct WebhookWish {
  std::optional<std::string> url = {};
  std::optional<std::vector<std::string>> events = {};
  std::optional<bool> private_network = {};
  std::optional<bool> enabled = {};
};

// Webhooks as an administrator sees them; needs webhooks.manage, each change is in the audit
// log. Any thread.
class Webhooks {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    IdSource& ids;
    std::string key;  // 32 bytes that seal the secrets.
  };
  explicit Webhooks(Parts parts) : parts_(std::move(parts)) {}

  struct Made {
    Webhook webhook;
    std::string secret;  // Shown this once.
  };
  // https, or with private_network also http. At most kWebhooksMax.
  Result<Made> add(const Principal& actor, const WebhookWish& wish);
  // Switching on what the host switched off forgets why.
  Result<Webhook> change(const Principal& actor, const std::string& id, const WebhookWish& wish);
  Status remove(const Principal& actor, const std::string& id);
  Result<std::vector<Webhook>> list(const Principal& actor);

  Result<std::vector<WebhookDelivery>> deliveries(const Principal& actor, const std::string& id,
                                                  const std::string& state, int limit);
  // Sends dead letters, or one delivery whatever its state, again. Their number.
  Result<std::int64_t> replay(const Principal& actor, const std::string& id,
                              const std::string& delivery_id);

  static constexpr std::size_t kWebhooksMax = 50;
  static constexpr std::size_t kEventsMax = 50;
  static constexpr std::size_t kWebhookUrlBytesMax = 2000;

 private:
  Status check(const Webhook& webhook) const;
  template <typename Work>
  Status audited(const Principal& actor, const char* action, const std::string& id, Json detail,
                 Work work);

  Parts parts_;
};

// The secret of a webhook for whoever signs with it.
Result<std::string> webhook_secret(const Webhook& webhook, const std::string& key);

}  // namespace kontor::host

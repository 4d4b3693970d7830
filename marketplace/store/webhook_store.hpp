#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::marketplace {

// Which messages payment providers sent. Lives inside one transaction.
class WebhookStore {
 public:
  explicit WebhookStore(db::Session& session) : session_(session) {}

  // The same message again is the same success; conflict for another under its id.
  Status remember(const std::string& webhook_id, const std::string& sha256, TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

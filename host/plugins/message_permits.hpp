#pragma once

#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Leave to send one message to one person.
struct MessagePermit {
  std::string id;
  std::string plugin;
  std::string person;
  std::string channel;  // sms, email, call
  std::string purpose;
  std::string address;
  TimeMs expires_at_ms = 0;
};

// Permits given and not yet used. All inside the caller's transaction. Any thread.
class MessagePermits {
 public:
  explicit MessagePermits(const Clock& clock) : clock_(clock) {}

  // Also drops those that have expired.
  Status add(db::Session& session, const std::vector<MessagePermit>& permits) const;
  // Uses the permit up: forbidden, with the reason, unless it was given to this plugin for
  // this channel, is not used and has not expired.
  Result<MessagePermit> take(db::Session& session, const std::string& plugin, const std::string& id,
                             const std::string& channel) const;

 private:
  const Clock& clock_;
};

}  // namespace kontor::host

#pragma once

#include <map>
#include <mutex>
#include <string>

#include "cloud_message.hpp"
#include "exchange.hpp"
#include "recording_right.hpp"
#include "settings.hpp"

namespace kontor::telephony {

// An exchange somewhere else: it calls our webhook, and we its REST interface. Both sides
// sign with the same secret.
class CloudExchange final : public Exchange {
 public:
  CloudExchange(Host host, Settings settings, std::string secret, const std::vector<Call>& running,
                OnChanges on_changes);

  Health health() const override;
  void start_call(const Call& call) override;
  void obey(const Order& order) override;
  // The answer to a ring has routed already.
  void route(const Call&, const std::string&) override {}
  std::vector<Call> running() const override;

  // A call of the webhook: 401 for a forgery, 409 for a replay, 400 for nonsense. The answer
  // to the ring of a caller whose manager is known says {"route": {"extension": "101"}};
  // `responsible` finds the extension.
  WebhookResult receive(const WebhookRequest& request,
                        const std::function<std::string(const std::string&)>& responsible);
  // Forgets the ids of messages that are too old to be believed anyway, and ends calls whose
  // end was never told.
  void tidy();

 private:
  std::vector<CallChange> apply(const CloudMessage& message);
  bool is_over(const CloudMessage& message) const;
  void fetch_later(const CloudMessage& message, const std::string& person);
  void send(const std::string& path, const Json& body);
  bool records_always();

  Host host_;
  const Settings settings_;
  const std::string secret_;
  OnChanges on_changes_;
  RecordingRight recording_right_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::map<std::string, Call> calls_;
  std::string trouble_;  // Of the last request; "" if it went well.
};

}  // namespace kontor::telephony

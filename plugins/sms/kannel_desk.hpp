#pragma once

#include <functional>
#include <kontor/host.hpp>
#include <kontor/json.hpp>
#include <string>

#include "gateway_rest.hpp"
#include "kannel.hpp"
#include "outbox.hpp"

namespace kontor::sms {

// Hands messages to Kannel one by one. What it surely did not take waits, and with it all others,
// until the next try; what it may have taken is uncertain; what it refused has failed. One thread
// at a time.
class KannelDesk {
 public:
  using Ask = std::function<void(const Message&)>;

  // `ask` tells a person of an uncertain message.
  KannelDesk(Host host, Json settings, Outbox outbox, Ask ask);

  bool is_resting() const;
  const std::string& trouble() const { return rest_.reason(); }  // Empty if there is none.
  // A message that waits in the outbox; requires that it does not rest.
  void hand_over(Message& message, const std::string& address);

 private:
  Answer ask_gateway(const Message& message, const std::string& address);
  void rest(const Answer& answer);

  Host host_;
  Json settings_;
  Ask ask_;
  Outbox outbox_;
  GatewayRest rest_;
};

}  // namespace kontor::sms

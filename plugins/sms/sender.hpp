#pragma once

#include <string>

#include "outbox.hpp"
#include "parts.hpp"

namespace kontor::sms {

inline constexpr int kPartsMax = 10;

// Sends messages: permit, intent, gateway, in this order and never without the first two.
// One thread at a time.
class Sender {
 public:
  explicit Sender(Host host) : host_(host), outbox_(std::move(host)) {}

  // Failure: the text is empty or too long, or no permit was given (then nothing is
  // written down). A message whose id is already there is returned as it is.
  Message send(const std::string& id, const std::string& person, const std::string& purpose,
               const std::string& text, const std::string& locale);
  // A receipt of the gateway; false if id and key do not belong together.
  bool receive(const std::string& id, const std::string& key, const std::string& receipt);
  void recover() { outbox_.recover(); }

 private:
  void hand_over(Message& message, const std::string& address);

  Host host_;
  Outbox outbox_;
};

// Failure(invalid_argument) with a sentence for the user unless the text can be sent.
Size check_text(const std::string& text, const std::string& locale);

}  // namespace kontor::sms

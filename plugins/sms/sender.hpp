#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inbox.hpp"
#include "kannel_desk.hpp"
#include "outbox.hpp"
#include "parts.hpp"
#include "quiet_hours.hpp"
#include "smpp_desk.hpp"
#include "stop_list.hpp"

namespace kontor::sms {

inline constexpr int kPartsMax = 10;

// One message somebody wants sent.
struct Order {
  std::string id;
  std::string person;
  std::string purpose;
  std::string text;
  std::string by = {};  // The user's id.
};

// Sends messages: permit, intent, gateway, in this order and never without the first two.
// Its functions are called by one thread at a time.
class Sender {
 public:
  explicit Sender(Host host)
      : host_(host), outbox_(host), stops_(host), inbox_(std::move(host), stops_) {}

  // Recovers what a crash left, and connects where that is wanted. Failure: the settings.
  void start(const Json& settings, const std::string& locale);
  void stop() { desk_.reset(); }

  bool is_set_up() const { return desk_ != nullptr || kannel_ != nullptr; }
  std::string trouble(const std::string& locale) const;  // Empty if there is none.
  std::size_t queued() const { return desk_ ? desk_->waiting() : 0; }

  // Failure: the text is empty or too long, or no permit was given (then nothing is
  // written down). A message whose id is already there is returned as it is.
  Message send(const Order& order);
  // What became of an order among many: a message, or why there is none.
  struct Sent {
    std::optional<Message> message = {};
    kontor_status refusal = KONTOR_OK;
    std::string reason = {};
  };
  // The same for many of one purpose, in the order of the orders. Each asks for its own permit when
  // it is its turn. Failure: nothing was begun that the answer does not tell, and it may run again.
  std::vector<Sent> send_all(const std::vector<Order>& orders);
  // Goes on with what is due in a call of its own.
  void come_back();
  // Sends what has waited for its hour or its gateway, as much as one call can.
  void send_due();
  // A receipt of Kannel; false if id and key do not belong together.
  bool receive(const std::string& id, const std::string& key, const std::string& receipt);
  void hear(const Inbox::Part& part);

  const Outbox& outbox() const { return outbox_; }
  std::vector<Inbox::Stranger> strangers() const { return inbox_.strangers(); }
  void adopt_strangers();
  void forget_stranger(const std::string& id) { inbox_.forget(id); }

  enum class Decision { again, leave };
  // What a person decided about the uncertain messages to `person`; how many there were.
  std::size_t resolve(const std::string& person, Decision decision);

 private:
  // While it runs nothing that comes from the SMSC changes what is kept.
  void alone(const std::function<void()>& action);
  Sent try_one(const Order& order);
  Message message_of(const Order& order, const Size& size, const op::MessagePermitResponse& permit);
  bool is_open() const;  // A message that is handed over now may leave now.
  void dispatch(Message& message, const std::string& address);
  void send_waiting(const std::string& id);
  std::string quiet_until(const Order& order, const std::string& address) const;
  void ask(const Message& message) const;

  Host host_;
  Outbox outbox_;
  StopList stops_;
  Inbox inbox_;
  Json settings_ = Json::object();
  std::string locale_ = "en";
  Hours hours_ = {};
  std::unique_ptr<KannelDesk> kannel_;  // One of the two is there once an address is set.
  std::unique_ptr<SmppDesk> desk_;      // Last: its thread uses the others.
};

// Failure(invalid_argument) with a sentence for the user unless the text can be sent.
Size check_text(const std::string& text, const std::string& locale);

}  // namespace kontor::sms

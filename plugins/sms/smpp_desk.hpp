#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "inbox.hpp"
#include "outbox.hpp"
#include "smpp/link.hpp"
#include "smpp/receipt.hpp"
#include "smpp/user_data.hpp"
#include "stop_list.hpp"

namespace kontor::sms {

struct SmppSettings {
  smpp::LinkOptions link = {};
  std::string from = {};
  smpp::Linking linking = smpp::Linking::header;
  smpp::IdForm id_form = smpp::IdForm::same;

  // Failure(invalid_argument) for an address that is none.
  static SmppSettings from_settings(const Json& settings, std::string password);
};

// Messages on their way through an SMSC. A message is claimed before its first octet leaves;
// what the SMSC refused as too much, or what never left, goes again; what nobody answered
// becomes uncertain, until a late answer or a receipt says better. Any thread.
class SmppDesk final : public smpp::Traffic {
 public:
  using Ask = std::function<void(const Message&)>;

  // `ask` tells a person of an uncertain message.
  SmppDesk(Host host, SmppSettings settings, StopList& stops, Inbox& inbox, Outbox outbox, Ask ask);
  // Unbinds. What had not left waits again, so that nobody is asked about it.
  ~SmppDesk() override;

  void begin();  // Connects.
  // A message that waits in the outbox; `address` from a permit of now, or "" to ask for one
  // when its turn comes. One that is already here stays where it is.
  void enqueue(const std::string& id, const std::string& address);
  std::size_t waiting() const;
  bool is_up() const { return link_ && link_->is_up(); }
  std::string trouble() const { return link_ ? link_->trouble() : ""; }
  // While the action runs no message changes here.
  void exclusively(const std::function<void()>& action);

  bool next(smpp::ShortMessage& message, std::uint64_t& tag, std::size_t room) override;
  void accepted(std::uint64_t tag, const std::string& id) override;
  void refused(std::uint64_t tag, std::uint32_t status) override;
  void uncertain(std::uint64_t tag, const std::string& why) override;
  void unsent(std::uint64_t tag) override;
  std::uint32_t delivered(const smpp::ShortMessage& message) override;
  bool write_down() override;

 private:
  struct Progress {
    Message message;  // As it was last written down while it was "sending".
    std::vector<smpp::ShortMessage> parts;
    std::size_t accepted = 0;
    std::size_t refused = 0;
    std::size_t uncertain = 0;
    std::string reason = {};
  };
  struct Part {
    std::string message;
    std::size_t number = 0;
    bool is_uncertain = false;
  };
  struct Released {
    std::string address;
    smpp::TimeMs at_ms;
  };
  struct News {
    std::string state;
    std::string error;
    std::string part;  // The SMSC's id.
  };

  struct Release {
    std::string address;
    std::string refusal;  // Why there is none.
  };
  bool start_messages(std::size_t room);
  std::vector<Progress> prepare(std::vector<std::string>& ids, std::size_t room);
  std::map<std::string, Release> addresses_for(std::vector<Message>& messages);
  void ask_permits(const std::string& purpose, const std::vector<Message*>& messages,
                   std::map<std::string, Release>& releases);
  Release ask_permit(Message& message);
  std::optional<Message> find(const std::string& id) const;
  void finish(const std::string& id);
  void try_again(std::uint64_t tag);
  void give_back();
  void forget_parts(const std::string& id);
  void take_receipts();
  std::string key_of(const smpp::Receipt& receipt) const;
  void take_receipt(const smpp::Receipt& receipt);
  void apply(const std::string& id, const News& news);
  std::string uncertain_by_reference(std::uint32_t reference);
  void guarded(const char* what, const std::function<void()>& action);

  Host host_;
  SmppSettings settings_;
  StopList& stops_;
  Inbox& inbox_;
  Ask ask_;
  Outbox outbox_;

  mutable std::recursive_mutex mutex_;  // Guards what follows, and messages in storage.
  std::deque<std::string> queue_;       // Ids that wait their turn …
  std::set<std::string> here_;          // … and all that are here.
  std::map<std::string, Released> released_;
  std::deque<std::uint64_t> ready_;  // Parts to submit.
  std::map<std::uint64_t, Part> parts_;
  std::map<std::string, Progress> progress_;
  std::vector<smpp::Receipt> receipts_;  // To be taken together.
  std::map<std::string, News> early_;    // Receipts that came before their response.
  std::uint64_t last_tag_ = 0;
  std::unique_ptr<smpp::Link> link_;  // Last: its thread uses the others.
};

// 16 bits of the message's id: links its parts, and comes back in some receipts.
std::uint16_t reference_of(const std::string& id);

}  // namespace kontor::sms

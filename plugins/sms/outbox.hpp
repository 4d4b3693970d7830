#pragma once

#include <functional>
#include <kontor/host.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "journal.hpp"
#include "message.hpp"

namespace kontor::sms {

// Remembers every message before it is sent, so that a crash never sends one twice: what may
// have been under way is then uncertain, and what was not yet goes out. Keeps nothing in
// memory but what waits between hold() and commit(); whoever changes a message sees to it that
// nobody else does at the same time.
class Outbox {
 public:
  // `locale`: of what it writes on timelines.
  explicit Outbox(Host host, std::string locale = "en")
      : host_(host), locale_(std::move(locale)), journal_(std::move(host)) {}

  // From now on what is written waits for commit(), so that many messages cost what one does.
  void hold() { holds_ = true; }
  // Answers the ids of messages that are gone, because their person was erased.
  std::set<std::string> commit();
  void release() { holds_ = false; }  // Requires a commit(), or nothing that waits.
  void drop();                        // What waits, and no longer holds.
  // Reads these at once for the find()s before the next commit().
  void fetch(const std::vector<std::string>& ids);
  Journal& journal() { return journal_; }

  // Writes down the intent. Requires that find() knows no message of that id.
  void begin(Message& message);
  // From now on it may have left.
  void claim(Message& message);
  // Writes down what became of it, also on the person's timeline.
  void settle(Message& message, const std::string& state, const std::string& reason);
  // An uncertain one is to be sent again, or one that turned out not to have left waits again.
  void reopen(Message& message);
  // It surely has not left, and goes at a later try; `reason` stands on the timeline meanwhile.
  void wait(Message& message, const std::string& reason);
  // Stands on the timeline as it is, which a message that goes at once does when it has gone.
  void show(const Message& message);
  // Writes down what changed beside the state.
  void store(const Message& message);

  std::optional<Message> find(const std::string& id) const;

  // Ids of messages that wait and may go at `now` (RFC 3339 in UTC).
  std::vector<std::string> due(const std::string& now) const;
  std::vector<std::string> uncertain(const std::string& person) const;  // "": of everybody.

  // Some of a campaign's messages: at most 500.
  std::vector<Message> some_of(const std::string& campaign, std::int64_t most) const;
  // How many messages of a campaign are in which state; of the first 10,000.
  std::map<std::string, std::int64_t> states(const std::string& campaign) const;

  // After a start: what may have left and was not heard of is uncertain. Calls `ask` for it
  // first: a crash between the two asks twice, and never not at all.
  void recover(const std::function<void(const Message&)>& ask);

 private:
  void each(const std::string& prefix,
            const std::function<void(const std::string& id, const Json& value)>& take) const;
  void keep(const Message& message);
  void tell(const Message& message);
  void write();

  Host host_;
  std::string locale_;
  Journal journal_;
  bool holds_ = false;
};

}  // namespace kontor::sms

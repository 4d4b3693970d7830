#pragma once

#include <kontor/host.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stop_list.hpp"

namespace kontor::sms {

// What people write: on the timelines of those who have the number, told to their owners;
// opt-out words stop the number and withdraw the consent to marketing. Throws Failure when it
// could not be written down, so that the gateway brings it again. One thread at a time.
class Inbox {
 public:
  Inbox(Host host, StopList& stops) : host_(std::move(host)), stops_(stops) {}

  void configure(const Json& settings, const std::string& locale);
  // One part of `total` with the reference that links them, or the only one.
  struct Part {
    std::string from;  // "+46701234567" or as it came.
    std::string text;
    std::uint32_t reference = 0;
    std::uint32_t total = 1;
    std::uint32_t number = 1;
    std::string id = {};  // The gateway's; one that comes again is one message.
  };
  void take(const Part& part);

  // What came from numbers that nobody had, the oldest first.
  struct Stranger {
    std::string id;
    std::string from;
    std::string text;
    std::string at;
  };
  std::vector<Stranger> strangers() const;
  // Puts what strangers wrote on the timelines of people who have their number by now: some in
  // each call. Of what nobody looked at only the last kStrangersKept stay, and a message whose
  // other parts did not come within a day goes.
  void tidy();
  static constexpr std::size_t kStrangersKept = 1000;
  void forget(const std::string& stranger);

 private:
  void take_whole(const std::string& from, const std::string& text, const std::string& id);
  std::vector<op::Record> people_of(const std::string& number) const;
  void file(const op::Record& person, const Stranger& message, bool stopped);
  void withdraw(const std::string& person);
  using Entries = decltype(op::StorageListResponse::entries);
  static std::vector<Stranger> strangers_of(const Entries& entries);
  void adopt();
  void remove_too_many_strangers();
  void remove_old_parts();

  Host host_;
  StopList& stops_;
  std::string more_words_;
  std::string locale_ = "en";
  std::optional<std::string> adopted_until_;  // The next call goes on there.
};

}  // namespace kontor::sms

#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/loopback_listener.hpp"

namespace kontor::testing {

using AmiFields = std::vector<std::pair<std::string, std::string>>;

// A telephone exchange on 127.0.0.1 that speaks the Asterisk Manager Interface: takes
// logins, answers actions, plays calls and recordings to everybody logged in. Its user is
// "pbx" with the secret "pbx". Any thread.
class AmiServer {
 public:
  explicit AmiServer(std::uint16_t port = 0, Buffers buffers = Buffers::usual);
  ~AmiServer();
  AmiServer(const AmiServer&) = delete;
  AmiServer& operator=(const AmiServer&) = delete;

  std::uint16_t port() const { return port_; }

  // A call from outside rings at an extension, by way of a queue if one is named; returns
  // its Linkedid.
  std::string ring(const std::string& number, const std::string& extension,
                   const std::string& by_queue = "");
  void answer(const std::string& call_id);   // False ids are nobody's call: nothing happens.
  void hang_up(const std::string& call_id);  // Both sides; also before an answer.
  // The caller waits in a queue, where nobody's telephone rings yet; returns the Linkedid.
  std::string queue(const std::string& number, const std::string& queue);
  // Extensions that serve a queue; their telephones' states follow the calls.
  void staff(const std::string& queue, const std::vector<std::string>& extensions);
  void hold(const std::string& call_id, const char* event = "Hold");  // By the extension's key.
  // Any event, to everybody logged in.
  void tell(AmiFields fields) { event(std::move(fields)); }
  // Bytes that are no message, to everybody logged in.
  void send_raw(const std::string& bytes);

  // Puts the events of a recording on the wire, with texts replaced.
  void replay(const std::filesystem::path& recording,
              const std::map<std::string, std::string>& replacements = {});

  void drop_clients();  // The connections break; calls go on.
  void restart();       // The exchange dies and comes back without its calls.
  void fall_silent(bool silent) { silent_ = silent; }  // Half-open: reads, and says nothing.
  void stop_reading(bool stopped);  // Says what there is to say, and hears nobody.
  void skip_time(int seconds);      // For the stamps of later events.
  void refuse_originate(bool refuse) { refuse_originate_ = refuse; }

  int logins() const { return logins_; }
  // The actions of one name that came in, with their fields.
  std::vector<AmiFields> actions(const std::string& name) const;

 private:
  struct SimulatedCall {
    std::string number;
    std::string extension;
    bool from_outside = true;
    bool answered = false;
    std::vector<std::string> channels;  // Uniqueids, the calling one first.
    std::string tag = {};               // The end of its channels' names: "0000002a".
    std::string space = {};             // Where it is parked.
    std::string queue = {};             // By way of which it came, or in which it waits.
  };
  struct Client {
    int socket;
    bool logged_in = false;
  };

  void accept_clients();
  void serve(std::shared_ptr<Client> client);  // Shared by the list and its thread.
  void take(Client& client, const AmiFields& action);
  void originate(const AmiFields& action);
  bool retrieve(const AmiFields& action);  // False: nothing is parked where it calls.
  void list_channels(Client& client, const std::string& action_id);
  void list_queues(Client& client, const std::string& action_id);
  void list_parked(Client& client, const std::string& action_id);
  // Orders about a channel; false if there is no such one.
  bool obey(const std::string& name, const AmiFields& action);
  void transfer(const std::string& call_id, const std::string& extension);
  void set_member(const std::string& extension, const char* status);
  std::string call_of(const std::string& channel_name) const;
  std::string next_tag();
  void event(AmiFields fields);
  void send(Client& client, const AmiFields& fields);
  AmiFields channel_fields(const std::string& call_id, std::size_t channel) const;
  std::string stamp() const;

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> logins_ = 0;
  std::atomic<bool> refuse_originate_ = false;
  std::atomic<int> skipped_s_ = 0;
  std::atomic<bool> silent_ = false;
  std::atomic<bool> deaf_ = false;

  mutable std::recursive_mutex mutex_;  // Guards what follows.
  std::vector<std::shared_ptr<Client>> clients_;
  std::vector<std::thread> threads_;
  std::vector<std::pair<std::string, AmiFields>> actions_;
  std::map<std::string, SimulatedCall> calls_;
  std::map<std::string, std::map<std::string, std::string>>
      members_;  // Status by queue, extension.
  int last_call_ = 0;
  int last_space_ = 700;
  unsigned last_tag_ = 0;

  std::thread acceptor_;
};

// A recording of a real exchange as bytes of the wire, to be sent again under other names.
class RecordedCall {
 public:
  explicit RecordedCall(const std::filesystem::path& file);
  std::string with(const std::map<std::string, std::string>& replacements) const;
  std::size_t events() const { return events_; }

 private:
  std::string bytes_;
  std::size_t events_ = 0;
};

// The 116 messages of a busy call under a name and from a number of its own: those of
// tests/fixtures/ami/basic.txt, and others of the same channels that exchanges send between them.
inline constexpr std::size_t kEventsOfABusyCall = 116;
std::vector<std::string> busy_call(const RecordedCall& recorded, const std::string& name,
                                   const std::string& number);

// First value of that name, "" if there is none.
std::string ami_value(const AmiFields& fields, const std::string& name);

}  // namespace kontor::testing

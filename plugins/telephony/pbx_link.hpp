#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <kontor/host.hpp>
#include <kontor/translated.hpp>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "ami.hpp"

namespace kontor::telephony {

struct PbxAddress {
  std::string host;
  std::int64_t port = 5038;
  std::string username = {};
  std::string secret = {};
  bool tls = false;           // Ended by the host, which checks the certificate against `host`.
  std::string locale = "en";  // Of what the administrator reads.
};

// "pbx.example:5038" with the usual port as default; Failure(invalid_argument) otherwise.
PbxAddress parse_address(const std::string& text);

// How patient a link is.
struct KeepAlive {
  int quiet_ms = 30000;   // Without a word from the exchange: a ping.
  int answer_ms = 15000;  // Without an answer to it: the connection is dead.
  int rest_min_ms = 1000;
  int rest_max_ms = 60000;
  int steady_ms = 10000;  // A connection that lasted this long was a good one.
};

// One connection to the exchange, kept up by a thread of its own: log in, read events, ping
// when it is quiet, come back after 1 s, 2 s … 60 s when it breaks, and say why it broke. The host
// opens the socket; this class has none of its own.
class PbxLink {
 public:
  using OnEvent = std::function<void(PbxLink&, const AmiMessage&)>;
  using OnLogin = std::function<void(PbxLink&)>;

  // Both functions are called on the link's thread.
  PbxLink(Host host, PbxAddress address, OnLogin on_login, OnEvent on_event,
          KeepAlive keep_alive = {});
  ~PbxLink();  // Ends the connection and waits for the thread.
  PbxLink(const PbxLink&) = delete;
  PbxLink& operator=(const PbxLink&) = delete;

  using Fields = std::vector<std::pair<std::string, std::string>>;
  // Sends an action and does not wait. Any thread.
  void tell(std::string_view action, Fields fields);
  // Sends and waits for the response, not on the link's thread. Failure(unavailable) when
  // there is no connection or no response in time.
  AmiMessage ask(std::string_view action, Fields fields, const std::string& action_id);

  bool is_up() const { return up_; }
  std::string trouble() const;  // Why it is not up, for the administrator.

 private:
  void run();
  bool serve();  // One connection, from opening to breaking; false if it never got up for long.
  bool talk();
  bool read_some(int timeout_ms, bool& quiet);
  void set_trouble(const Translated& why);
  void take(const AmiMessage& message);
  void rest(int ms);
  void give_up_waiting();
  bool send(const std::string& bytes);  // False: the peer takes nothing more.
  bool send_some(std::string_view& rest);

  Host host_;
  const PbxAddress address_;
  OnLogin on_login_;
  OnEvent on_event_;
  const KeepAlive keep_alive_;
  AmiParser parser_;
  bool told_of_garbage_ = false;

  std::atomic<bool> stopping_ = false;
  std::atomic<bool> up_ = false;
  int wake_;

  mutable std::mutex mutex_;  // Guards what follows.
  int socket_ = -1;
  std::string trouble_;
  std::map<std::string, std::promise<AmiMessage>> waiting_;

  std::thread thread_;  // Last: it uses the others.
};

}  // namespace kontor::telephony

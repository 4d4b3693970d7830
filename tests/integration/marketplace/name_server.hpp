#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace kontor::testing {

// A name server on the loopback that answers over UDP and TCP (RFC 1035) what the test says.
class NameServer {
 public:
  // `name` in lower case with dots; answers the whole messages to send for it, in their order.
  struct Query {
    std::string name;
    std::string bytes;  // As asked, header and question.
    bool over_tcp;
  };
  using Answer = std::function<std::vector<std::string>(const Query&)>;
  explicit NameServer(Answer answer);
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int queries() const { return queries_; }

  struct Record {
    int type;
    std::string data;
  };
  static constexpr int kTxt = 16, kCname = 5;
  static constexpr int kNoError = 0, kServerFailure = 2, kNoSuchName = 3;
  // The message that answers a query with these records about the name that was asked for.
  static std::string message(const Query& query, const std::vector<Record>& records,
                             int code = kNoError, bool cut_short = false);
  // The data of a TXT record of these pieces.
  static std::string pieces(const std::vector<std::string>& texts);

 private:
  bool listen_on_one_port();
  void serve();
  std::vector<std::string> answers_to(std::string bytes, bool over_tcp);
  void serve_connection();

  Answer answer_;
  int datagrams_ = -1, listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> queries_{0};
  int stop_[2] = {-1, -1};  // A pipe; closed to stop.
  std::thread thread_;      // Last: it uses all the others.
};

}  // namespace kontor::testing

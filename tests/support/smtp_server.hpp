#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kontor::testing {

struct ReceivedMail {
  std::string from;
  std::string to;
  std::string text;  // As it came, lines ended by CR LF.
  std::string user;  // Who signed in, with the password: "user:password"; empty: nobody.
  bool encrypted = false;
};

// A mail server on 127.0.0.1 that keeps what it is given. With a certificate it offers
// STARTTLS. One client at a time. Any thread.
class SmtpServer {
 public:
  // PEM files of the certificate and its key; empty: no TLS.
  explicit SmtpServer(const std::filesystem::path& certificate = {},
                      const std::filesystem::path& key = {});
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::vector<ReceivedMail> mails() const;
  int connections() const { return connections_; }

  // The next `times` recipients are refused with this reply: "550 no such user".
  void refuse(const std::string& reply, int times);

 private:
  struct Session;
  void run();
  void serve(int client);
  std::string refusal();

  const std::filesystem::path certificate_, key_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> client_ = -1;
  mutable std::mutex mutex_;  // Guards what follows.
  std::vector<ReceivedMail> mails_;
  std::string refusal_;
  int refusals_left_ = 0;
  std::thread thread_;
};

}  // namespace kontor::testing

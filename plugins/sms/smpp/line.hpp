#pragma once

#include <string>

#include "session.hpp"

namespace kontor::sms::smpp {

// One connection with its session. Owns the socket. One thread. An SMSC that says more than is
// heard waits; one that hears nothing is left.
class Line {
 public:
  Line(int socket, SessionOptions options, std::uint32_t bind_command, TimeMs now);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Session& session() { return session_; }
  const Session& session() const { return session_; }
  int socket() const { return socket_; }
  bool wants_to_write() const { return !unsent_.empty(); }

  // What can be read and written now without waiting; a broken connection ends the session.
  void read(TimeMs now);
  void write();

 private:
  int socket_;
  Session session_;
  std::string unsent_;
};

}  // namespace kontor::sms::smpp

#include "host/plugins/mail_server.hpp"

#include <unistd.h>

#include <array>
#include <charconv>

#include "base/core/bytes.hpp"
#include "base/http/client.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "host/plugins/smtp_conversation.hpp"

namespace kontor::host {
namespace {

std::string own_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] ? name.data() : "localhost";
}

bool offers(const std::string& reply, std::string_view word) {
  return reply.find(word) != reply.npos;
}

}  // namespace

Result<MailServer> MailServer::parse(const std::string& url) {
  const Error wrong{ErrorCode::invalid_argument,
                    "the mail server is smtp://[user:password@]host[:port] or smtps://…"};
  MailServer server;
  std::string_view rest = url;
  server.tls_from_start_ = rest.starts_with("smtps://");
  if (!server.tls_from_start_ && !rest.starts_with("smtp://")) return wrong;
  rest.remove_prefix(server.tls_from_start_ ? 8 : 7);
  server.port_ = server.tls_from_start_ ? 465 : 25;
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    const auto colon = rest.find(':');
    if (colon == rest.npos || colon > at) return wrong;
    server.user_ = TRY(http::percent_decode(rest.substr(0, colon)));
    server.password_ = TRY(http::percent_decode(rest.substr(colon + 1, at - colon - 1)));
    rest.remove_prefix(at + 1);
  }
  if (const auto colon = rest.rfind(':'); colon != rest.npos) {
    const std::string_view number = rest.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), server.port_);
    if (error != std::errc() || end != number.data() + number.size()) return wrong;
    rest = rest.substr(0, colon);
  }
  if (rest.empty() || server.port_ == 0 || rest.find('/') != rest.npos) return wrong;
  server.host_ = rest;
  return server;
}

Status MailServer::deliver(TlsRelays& relays, const std::string& from, const std::string& to,
                           const std::string& message) const {
  const auto addresses = TRY(resolve(host_, Reach::anywhere));
  auto socket = TRY(connect_tcp(addresses, port_, kTimeoutMs));
  if (tls_from_start_) socket = TRY(relays.begin(std::move(socket), host_, kTimeoutMs));
  SmtpConversation talk(std::move(socket), kTimeoutMs);
  const std::string hello = "EHLO " + own_name();
  TRY(talk.ask("", '2'));
  std::string features = TRY(talk.ask(hello, '2'));
  bool encrypted = tls_from_start_;
  if (!encrypted && offers(features, "STARTTLS")) {
    TRY(talk.ask("STARTTLS", '2'));
    talk = SmtpConversation(TRY(relays.begin(talk.give_socket(), host_, kTimeoutMs)), kTimeoutMs);
    features = TRY(talk.ask(hello, '2'));
    encrypted = true;
  }
  if (!user_.empty()) {
    if (!encrypted)
      return Error{ErrorCode::unavailable,
                   "the mail server offers no TLS, and the password is not sent without"};
    const std::string secret = std::string(1, '\0') + user_ + std::string(1, '\0') + password_;
    TRY(talk.ask("AUTH PLAIN " + base64_encode(secret), '2'));
  }
  TRY(talk.ask("MAIL FROM:<" + from + ">", '2'));
  TRY(talk.ask("RCPT TO:<" + to + ">", '2'));
  TRY(talk.ask("DATA", '3'));
  TRY(talk.send(message));
  TRY(talk.ask(".", '2'));
  const auto ignored = talk.ask("QUIT", '2');  // It has the mail, whatever it says now.
  return ok();
}

}  // namespace kontor::host

#include "tests/support/smtp_server.hpp"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "base/core/bytes.hpp"

#include "tests/support/loopback_listener.hpp"

namespace kontor::testing {

// One client, with or without TLS.
struct SmtpServer::Session {
  struct FreeTls {
    void operator()(SSL* held) const { SSL_free(held); }
    void operator()(SSL_CTX* held) const { SSL_CTX_free(held); }
  };

  explicit Session(int client) : socket(client) {}
  ~Session() { ::close(socket); }

  bool begin_tls(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate_file(context.get(), certificate.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM);
    ssl.reset(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), socket);
    return SSL_accept(ssl.get()) == 1;
  }
  bool say(const std::string& line) {
    const std::string bytes = line + "\r\n";
    const int size = static_cast<int>(bytes.size());
    if (ssl) return SSL_write(ssl.get(), bytes.data(), size) == size;
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == size;
  }
  // One line without its end; false when the client has gone.
  bool hear(std::string& line) {
    for (;;) {
      if (const auto end = buffer.find("\r\n"); end != buffer.npos) {
        line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        return true;
      }
      char piece[4096];
      const ssize_t count =
          ssl ? SSL_read(ssl.get(), piece, sizeof piece) : ::recv(socket, piece, sizeof piece, 0);
      if (count <= 0) return false;
      buffer.append(piece, static_cast<std::size_t>(count));
    }
  }

  int socket;
  std::string buffer;
  std::unique_ptr<SSL_CTX, FreeTls> context;
  std::unique_ptr<SSL, FreeTls> ssl;
};

SmtpServer::SmtpServer(const std::filesystem::path& certificate, const std::filesystem::path& key)
    : certificate_(certificate), key_(key) {
  const LoopbackListener listening = listen_on_loopback();
  listener_ = listening.socket;
  port_ = listening.port;
  thread_ = std::thread([this] { run(); });
}

SmtpServer::~SmtpServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  if (const int client = client_; client >= 0) ::shutdown(client, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::vector<ReceivedMail> SmtpServer::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

void SmtpServer::refuse(const std::string& reply, int times) {
  const std::lock_guard lock(mutex_);
  refusal_ = reply;
  refusals_left_ = times;
}

std::string SmtpServer::refusal() {
  const std::lock_guard lock(mutex_);
  return refusals_left_ > 0 && refusals_left_-- > 0 ? refusal_ : "";
}

void SmtpServer::run() {
  while (!stopping_) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    ++connections_;
    client_ = client;
    serve(client);
    client_ = -1;
  }
}

void SmtpServer::serve(int client) {
  Session session(client);
  ReceivedMail mail;
  std::string line;
  session.say("220 test");
  while (session.hear(line)) {
    if (line.starts_with("EHLO")) {
      const bool offer = !certificate_.empty() && !session.ssl;
      session.say("250-test");
      session.say(offer ? "250 STARTTLS" : "250 AUTH PLAIN");
    } else if (line == "STARTTLS") {
      session.say("220 go ahead");
      mail.encrypted = session.begin_tls(certificate_, key_);
      if (!mail.encrypted) return;
    } else if (line.starts_with("AUTH PLAIN ")) {
      const auto decoded = base64_decode(line.substr(11));
      std::string secret = decoded ? *decoded : std::string(3, '\0');
      mail.user = secret.substr(1).replace(secret.find('\0', 1) - 1, 1, ":");
      session.say("235 welcome");
    } else if (line.starts_with("MAIL FROM:")) {
      mail.from = line.substr(11, line.size() - 12);
      session.say("250 ok");
    } else if (line.starts_with("RCPT TO:")) {
      mail.to = line.substr(9, line.size() - 10);
      const std::string refused = refusal();
      session.say(refused.empty() ? "250 ok" : refused);
    } else if (line == "DATA") {
      session.say("354 go on");
      while (session.hear(line) && line != ".") mail.text += line + "\r\n";
      {
        const std::lock_guard lock(mutex_);
        mails_.push_back(mail);
      }
      mail.text.clear();
      session.say("250 taken");
    } else if (line == "QUIT") {
      session.say("221 bye");
      return;
    } else {
      session.say("502 what");
    }
  }
}

}  // namespace kontor::testing

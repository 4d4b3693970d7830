#include "base/http/acceptor.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/core/log.hpp"

namespace kontor::http {

Acceptor::Acceptor(const Poco::Net::ServerSocket& listening, Poco::Net::Context::Ptr tls,
                   std::vector<std::unique_ptr<Connections>>& loops)
    : listening_(listening),
      tls_(std::move(tls)),
      loops_(loops),
      descriptor_(listening_.impl()->sockfd()) {
  listening_.setBlocking(false);
}

void Acceptor::on_event(bool) {
  while (!closed_) {
    const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor >= 0) {
      take(descriptor);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    // Without a descriptor for it the next one waits; the loop looks again after a moment.
    if (errno != EAGAIN) log::warning("connection not accepted", {{"reason", strerror(errno)}});
    return;
  }
}

void Acceptor::take(int descriptor) {
  try {
    // The socket owns the descriptor from here on.
    Poco::Net::StreamSocket socket(new Poco::Net::StreamSocketImpl(descriptor));
    std::string peer = socket.peerAddress().host().toString();
    socket.setNoDelay(true);
    if (tls_) socket = Poco::Net::SecureStreamSocket::attach(socket, tls_);
    loops_[next_++ % loops_.size()]->take(socket, std::move(peer));
  } catch (const Poco::Exception&) {
    // The client is gone already.
  }
}

void Acceptor::close() {
  if (closed_) return;
  closed_ = true;
  loops_.front()->loop().remove(descriptor_);
  listening_.close();
}

}  // namespace kontor::http

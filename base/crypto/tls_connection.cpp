#include "base/crypto/tls_connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <chrono>

namespace kontor::crypto {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

Error failed(const std::string& what) { return {ErrorCode::unavailable, what}; }

bool is_address(const std::string& host) {
  in6_addr unused{};
  return ::inet_pton(AF_INET, host.c_str(), &unused) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

bool expect_peer(SSL* ssl, const std::string& host) {
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_address(host))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

// What an administrator can do something about, in words.
std::string trouble_of(long verified) {
  switch (verified) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "it is made out for another name; connect by the name that stands in it";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "no authority that this host trusts has signed it; a private authority's certificate "
             "belongs into the file of trusted ones";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it has expired";
    default:
      return X509_verify_cert_error_string(verified);
  }
}

Error refusal(SSL* ssl, const std::string& host) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified == X509_V_OK) return failed(host + " does not speak TLS as it should");
  return {ErrorCode::untrusted,
          "the certificate of " + host + " is not good: " + trouble_of(verified)};
}

}  // namespace

void TlsConnection::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Result<TlsConnection> TlsConnection::open(int socket, const std::string& host,
                                          const std::string& ca_file, int timeout_ms) {
  const std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Error{ErrorCode::internal, "OpenSSL gives no context"};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const int trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                      : SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
  if (trusted != 1) return failed("the trusted certificates cannot be read");
  std::unique_ptr<ssl_st, Free> ssl(SSL_new(context.get()));
  const int flags = ::fcntl(socket, F_GETFL);
  if (!ssl || flags < 0 || ::fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0 ||
      !expect_peer(ssl.get(), host) || SSL_set_fd(ssl.get(), socket) != 1)
    return failed("TLS to " + host + " cannot be prepared");
  SSL_set_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl.get());
    if (done == 1) return TlsConnection(std::move(ssl));
    const int wish = SSL_get_error(ssl.get(), done);
    if (wish != SSL_ERROR_WANT_READ && wish != SSL_ERROR_WANT_WRITE)
      return refusal(ssl.get(), host);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd watched{socket, static_cast<short>(wish == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0)
      return failed(host + " does not answer the TLS handshake");
  }
}

TlsConnection::Step TlsConnection::read(char* into, std::size_t size) {
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), into, size, &bytes);
  return step(result, bytes);
}

TlsConnection::Step TlsConnection::write(const char* from, std::size_t size) {
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(ssl_.get(), from, size, &bytes);
  return step(result, bytes);
}

bool TlsConnection::has_buffered() const { return SSL_pending(ssl_.get()) > 0; }

void TlsConnection::say_goodbye() { SSL_shutdown(ssl_.get()); }

TlsConnection::Step TlsConnection::step(int result, std::size_t bytes) {
  if (result == 1) return {State::moved, bytes};
  const int wish = SSL_get_error(ssl_.get(), result);
  if (wish == SSL_ERROR_WANT_READ) return {State::again, 0, POLLIN};
  if (wish == SSL_ERROR_WANT_WRITE) return {State::again, 0, POLLOUT};
  return {State::closed};
}

}  // namespace kontor::crypto

#include "base/http/tls.hpp"

#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

namespace kontor::http {
namespace {

using Poco::Net::Context;

constexpr char kCiphers[] = "HIGH:!aNULL:!MD5:!RC4:!3DES";

void forbid_old_protocols(Context& context) {
  context.disableProtocols(Context::PROTO_SSLV2 | Context::PROTO_SSLV3 | Context::PROTO_TLSV1 |
                           Context::PROTO_TLSV1_1);
}

// OpenSSL says neither which file it is nor who tried.
Status require_readable(const char* what, const std::string& file) {
  if (file.empty())
    return Error{
        ErrorCode::invalid_argument,
        std::string("TLS needs a certificate and its private key, and no ") + what + " is named"};
  if (::eaccess(file.c_str(), R_OK) == 0) return ok();
  return Error{ErrorCode::invalid_argument,
               std::string("cannot read the ") + what + " " + file + ": " + std::strerror(errno)};
}

}  // namespace

Result<Context::Ptr> server_context(const ServerOptions& options) {
  TRY(require_readable("certificate", options.certificate_file));
  TRY(require_readable("private key", options.private_key_file));
  static std::once_flag once;
  std::call_once(once, [] { Poco::Net::initializeSSL(); });
  try {
    Context::Ptr context =
        new Context(Context::SERVER_USE, options.private_key_file, options.certificate_file, "",
                    Context::VERIFY_NONE, 9, /*loadDefaultCAs=*/false, kCiphers);
    forbid_old_protocols(*context);
    return context;
  } catch (const Poco::Exception& exception) {
    return Error{ErrorCode::invalid_argument,
                 "cannot serve TLS with the certificate " + options.certificate_file +
                     " and the private key " + options.private_key_file + ": " +
                     exception.displayText()};
  }
}

Context::Ptr client_context(const ClientOptions& options) {
  // Poco asks its global manager what to do about a bad certificate: refuse.
  static std::once_flag once;
  std::call_once(once, [] {
    Poco::Net::initializeSSL();
    Poco::Net::SSLManager::instance().initializeClient(
        nullptr, new Poco::Net::RejectCertificateHandler(/*server=*/false),
        new Context(Context::CLIENT_USE, "", Context::VERIFY_RELAXED, 9, true, kCiphers));
  });
  Context::Ptr context =
      new Context(Context::CLIENT_USE, options.ca_file, Context::VERIFY_STRICT, 9,
                  /*loadDefaultCAs=*/options.ca_file.empty(), kCiphers);
  forbid_old_protocols(*context);
  context->enableExtendedCertificateVerification(true);
  return context;
}

}  // namespace kontor::http

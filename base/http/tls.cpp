#include "base/http/tls.hpp"

#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>

#include <mutex>

namespace kontor::http {
namespace {

using Poco::Net::Context;

constexpr char kCiphers[] = "HIGH:!aNULL:!MD5:!RC4:!3DES";

void forbid_old_protocols(Context& context) {
  context.disableProtocols(Context::PROTO_SSLV2 | Context::PROTO_SSLV3 | Context::PROTO_TLSV1 |
                           Context::PROTO_TLSV1_1);
}

}  // namespace

Context::Ptr server_context(const ServerOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { Poco::Net::initializeSSL(); });
  Context::Ptr context =
      new Context(Context::SERVER_USE, options.private_key_file, options.certificate_file, "",
                  Context::VERIFY_NONE, 9, /*loadDefaultCAs=*/false, kCiphers);
  forbid_old_protocols(*context);
  return context;
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

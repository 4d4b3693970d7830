#pragma once

#include <Poco/Net/Context.h>

#include "base/http/client.hpp"
#include "base/http/server.hpp"

namespace kontor::http {

// TLS 1.2 and later. The second throws Poco::Exception, caught by the one adapter that calls.
// invalid_argument names the file that cannot be used.
Result<Poco::Net::Context::Ptr> server_context(const ServerOptions& options);
Poco::Net::Context::Ptr client_context(const ClientOptions& options);

}  // namespace kontor::http

#include "host/api/authentication.hpp"

#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

const Json kScheme = {
    {"type", "http"},
    {"scheme", "bearer"},
    {"description",
     "An API token; or the cookie kontor_session with the header X-Kontor-CSRF on "
     "everything but GET."}};

bool is_safe(const std::string& method) { return method == "GET" || method == "HEAD"; }

Result<Principal> identify(Accounts& accounts, const http::Request& request) {
  const std::string& authorization = request.header("authorization");
  if (!authorization.empty()) {
    if (!authorization.starts_with("Bearer ")) {
      return Error{ErrorCode::unauthenticated, "send the API token as Authorization: Bearer"};
    }
    return accounts.by_api_token(authorization.substr(7));
  }
  const std::string cookie = request.cookie("kontor_session");
  Principal principal = TRY(accounts.by_session(cookie));
  if (!is_safe(request.method) &&
      !crypto::equal_secrets(request.header("x-kontor-csrf"), Accounts::csrf_of(cookie))) {
    return Error{ErrorCode::forbidden, "the header X-Kontor-CSRF is missing or wrong",
                 R"({"code":"csrf"})"};
  }
  return principal;
}

}  // namespace

http::Auth signed_in(Accounts& accounts) {
  return http::Auth(
      "user",
      [&accounts](const http::Request& request) -> Result<std::any> {
        return std::any(TRY(identify(accounts, request)));
      },
      kScheme);
}

http::Auth holder_of(Accounts& accounts, std::string right) {
  return http::Auth(
      "user",
      [&accounts, right = std::move(right)](const http::Request& request) -> Result<std::any> {
        Principal principal = TRY(identify(accounts, request));
        TRY(require_right(principal, right));
        return std::any(std::move(principal));
      },
      kScheme);
}

const Principal& principal_of(const http::Request& request) {
  return std::any_cast<const Principal&>(request.identity);
}

}  // namespace kontor::host

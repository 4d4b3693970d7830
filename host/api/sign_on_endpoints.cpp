#include "host/api/sign_on_endpoints.hpp"

namespace kontor::host {

namespace {

constexpr const char* kStateCookie = "kontor_sign_on";

http::Response redirect(const std::string& target, const std::string& cookie) {
  http::Response response;
  response.status = 302;
  response.headers = {{"location", target}, {"set-cookie", cookie}, {"cache-control", "no-store"}};
  return response;
}

// Lax, because the answer is a visit that comes from the provider's page.
std::string state_cookie(const std::string& state, CookieTransport transport) {
  return std::string(kStateCookie) + "=" + state +
         "; Path=/api/v1/sso; HttpOnly; SameSite=Lax; Max-Age=600" +
         (transport == CookieTransport::tls_only ? "; Secure" : "");
}

}  // namespace

void add_sign_on_endpoints(http::Router& router, SingleSignOn& sign_on, CookieTransport transport) {
  const auto anybody = http::Auth::anonymous("signing in is how one stops being anonymous");
  router.add({.method = "GET",
              .path = "/api/v1/sso/start",
              .auth = anybody,
              .handler = [&sign_on, transport](const http::Request&) -> Result<http::Response> {
                const auto begun = TRY(sign_on.begin());
                return redirect(begun.url, state_cookie(begun.state, transport));
              },
              .summary = "Sends the browser to the company's OpenID provider.",
              .answer_type = http::kRedirect});
  router.add(
      {.method = "GET",
       .path = "/api/v1/sso/callback",
       .auth = anybody,
       .handler = [&sign_on, transport](const http::Request& request) -> Result<http::Response> {
         const auto login =
             TRY(sign_on.finish({request.query_or("code", ""), request.query_or("state", ""),
                                 request.cookie(kStateCookie)},
                                {"", request.peer, request.header("user-agent")}));
         return redirect(
             "/", session_cookie(login.session_token, Accounts::kSessionMaxMs / 1000, transport));
       },
       .summary = "Takes the provider's answer and sets the session cookie.",
       .answer_type = http::kRedirect,
       .query_names = {"*"}});
}

}  // namespace kontor::host

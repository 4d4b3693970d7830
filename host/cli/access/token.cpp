#include "host/cli/access/token.hpp"

#include "base/cli/typed_secret.hpp"
#include "base/core/files.hpp"

namespace kontor::host {
namespace {

constexpr const char* kAnswerType = "application/json";

// The session's own headers: its cookie, and the value that says the request is meant.
Result<http::Headers> signed_in(http::Client& client, const SignIn& who) {
  Json body{{"email", who.email},
            {"password", cli::typed_secret("Password of " + who.email + ": ")}};
  if (!who.code.empty()) body["code"] = who.code;
  const http::Response answer =
      TRY(client.send("POST", "/api/v1/login", {{"content-type", kAnswerType}}, to_text(body)));
  const Json session = TRY(http::json_answer(answer));
  const std::string csrf = TRY(json_text(session, "csrf"));
  const auto cookie = answer.headers.find("set-cookie");
  if (cookie == answer.headers.end())
    return Error{ErrorCode::unavailable, "the host gave no session"};
  return http::Headers{{"cookie", cookie->second.substr(0, cookie->second.find(';'))},
                       {"x-kontor-csrf", csrf}};
}

}  // namespace

Result<Json> make_token(const HostWish& host, const TokenWish& wish) {
  if (std::filesystem::exists(wish.out))
    return Error{ErrorCode::conflict, wish.out.string() + " is there already"};
  const auto client = TRY(http::Client::create(host.host));
  const http::Headers session = TRY(signed_in(*client, wish.who));
  Json made = TRY(client->call("POST", "/api/v1/tokens",
                               {{"name", wish.name}, {"scopes", wish.scopes}}, session));
  const std::string token = TRY(json_text(made, "token"));
  TRY(write_file(wish.out, token + "\n", FileMode::secret));
  TRY(client->call("POST", "/api/v1/logout", nullptr, session));
  made.erase("token");
  made["written_to"] = wish.out.string();
  return made;
}

Result<Json> make_calendar(const HostWish& host, const SignIn& who) {
  const auto client = TRY(http::Client::create(host.host));
  const http::Headers session = TRY(signed_in(*client, who));
  Json made = TRY(client->call("POST", "/api/v1/calendar", Json::object(), session));
  TRY(client->call("POST", "/api/v1/logout", nullptr, session));
  return made;
}

}  // namespace kontor::host

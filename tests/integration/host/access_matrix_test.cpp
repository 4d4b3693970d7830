#include <gtest/gtest.h>

#include <set>

#include "base/http/client.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

// Every endpoint of the running host by every role (R30). What may be reached is written down
// here; all else is refused, whoever adds an endpoint.
namespace kontor::host {

namespace {

// For people who are not known: the way in, and what people outside are sent to.
const std::set<std::string> kPublic = {"POST /api/v1/login",
                                       "GET /healthz",
                                       "GET /readyz",
                                       "GET /metrics",
                                       "GET /openapi.json",
                                       "GET /reference",
                                       "GET /p/style.css",
                                       "GET /p/{plugin}/{page}",
                                       "POST /p/{plugin}/{page}",
                                       "GET /p/{plugin}/{page}/{token}",
                                       "POST /p/{plugin}/{page}/{token}",
                                       "GET /api/v1/hooks/{plugin}/{webhook}",
                                       "POST /api/v1/hooks/{plugin}/{webhook}"};

// For everybody who is known, whatever their rights: their own things, what the company runs on,
// and answers that hold only what the rights let through.
const std::set<std::string> kOwn = {"GET /api/v1/entities",
                                    "GET /api/v1/definitions",
                                    "GET /api/v1/definitions/schema",
                                    "GET /api/v1/search",
                                    "GET /api/v1/session",
                                    "GET /api/v1/preferences",
                                    "PUT /api/v1/preferences",
                                    "GET /api/v1/tokens",
                                    "POST /api/v1/tokens",
                                    "DELETE /api/v1/tokens/{id}",
                                    "GET /api/v1/calendar",
                                    "POST /api/v1/calendar",
                                    "DELETE /api/v1/calendar",
                                    "GET /api/v1/users",
                                    "GET /api/v1/sessions",
                                    "DELETE /api/v1/sessions/{id}",
                                    "POST /api/v1/password",
                                    "POST /api/v1/second-factor",
                                    "POST /api/v1/second-factor/confirm",
                                    "POST /api/v1/second-factor/remove",
                                    "GET /api/v1/security-keys",
                                    "POST /api/v1/security-keys",
                                    "POST /api/v1/security-keys/begin",
                                    "PUT /api/v1/security-keys/{id}",
                                    "POST /api/v1/security-keys/{id}/remove",
                                    "POST /api/v1/logout",
                                    "GET /api/v1/notices",
                                    "POST /api/v1/notices/{id}/read",
                                    "GET /api/v1/settings/service-levels",
                                    "GET /api/v1/plugins",
                                    "GET /api/v1/menu",
                                    "GET /api/v1/texts",
                                    "GET /api/v1/widgets",
                                    "GET /api/v1/market/listings",
                                    "GET /api/v1/market/listings/{plugin_id}",
                                    "GET /api/v1/market/listings/{plugin_id}/screenshots/{sha256}",
                                    "GET /api/v1/plugins/{id}/screenshots/{sha256}",
                                    "GET /api/v1/market/listings/{plugin_id}/handbook",
                                    "GET /api/v1/plugins/{id}/handbook",
                                    "POST /api/v1/seats/{product}/borrow",
                                    "POST /api/v1/seats/{product}/queue",
                                    "DELETE /api/v1/seats/{product}/queue",
                                    "POST /api/v1/seats/{product}/release",
                                    "GET /licensing/v1/licenses"};

// Of a thing that is not there, or is not for one's eyes, these tell the same.
const std::set<std::string> kNotThere = {
    "GET /api/v1/bulk/{id}",
    "DELETE /api/v1/bulk/{id}",
    "GET /api/v1/files/{id}",
    "POST /api/v1/seats/{product}/return",
    "DELETE /licensing/v1/leases/{lease_id}",
    "POST /licensing/v1/leases/{lease_id}/borrow",
    "POST /licensing/v1/leases/{lease_id}/return",
    "GET /licensing/v1/licenses/{license_id}/holders",
    "DELETE /licensing/v1/licenses/{license_id}/queue/{session}",
    "POST /licensing/v1/licenses/{license_id}/quote"};

// A device proves itself, and a calendar by its address, whoever brings what they say.
const std::set<std::string> kByDevice = {"GET /api/v1/calendar/tasks.ics",
                                         "POST /licensing/v1/devices/check-in",
                                         "POST /licensing/v1/leases",
                                         "POST /licensing/v1/leases/{lease_id}/renew",
                                         "POST /licensing/v1/leases/{lease_id}/token",
                                         "POST /licensing/v1/queue"};

// As long as the pattern of a text says: "^[0-9a-f]{64}$".
std::size_t length_of(const Json& schema) {
  const std::string pattern = schema.value("pattern", "");
  const auto open = pattern.find('{');
  if (open != std::string::npos) return std::stoul(pattern.substr(open + 1));
  return std::max<std::size_t>(1, schema.value("minLength", 1U));
}

// The smallest value a schema takes, so that a refusal is one of rights and not of form.
Json sample_of(const Json& schema) {
  if (schema.contains("enum")) return schema["enum"][0];
  if (schema.contains("const")) return schema["const"];
  std::string type = "object";
  if (schema.contains("type")) {
    type = schema["type"].is_array() ? schema["type"][0].get<std::string>()
                                     : schema["type"].get<std::string>();
  }
  if (type == "string") return std::string(std::max<std::size_t>(1, length_of(schema)), 'a');
  if (type == "integer" || type == "number") return schema.value("minimum", 1);
  if (type == "boolean") return true;
  if (type == "null") return nullptr;
  if (type == "array") {
    Json items = Json::array();
    for (std::size_t i = 0; i < schema.value("minItems", 0U); ++i) {
      items.push_back(sample_of(schema.value("items", Json::object())));
    }
    return items;
  }
  Json object = Json::object();
  for (const Json& name : schema.value("required", Json::array())) {
    const Json members = schema.value("properties", Json::object());
    // A kind of record that is not there is refused for that.
    const bool kind = name == "of" || name == "entity";
    object[name.get<std::string>()] =
        kind ? Json("person") : sample_of(members.value(name.get<std::string>(), Json::object()));
  }
  return object;
}

std::string filled_path(std::string path) {
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    const std::string name = path.substr(open, path.find('}') - open + 1);
    path.replace(open, name.size(), name == "{entity}" ? "person" : "none");
  }
  return path;
}

struct Endpoint {
  std::string name;  // "GET /api/v1/…"
  std::string method;
  std::string path;
  std::string body;
};

std::vector<Endpoint> endpoints_of(const Json& document) {
  std::vector<Endpoint> found;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      std::string verb = method;
      for (char& c : verb) c = static_cast<char>(c - 32);
      const Json schema = operation.value(
          Json::json_pointer("/requestBody/content/application~1json/schema"), Json());
      found.push_back({verb + " " + path, verb, filled_path(path),
                       schema.is_null() ? "" : to_text(sample_of(schema))});
    }
  }
  return found;
}

class AccessMatrixTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  AccessMatrixTest() {
    host_.start();
    const std::string port = std::to_string(host_.port());
    client_ = http::Client::create("http://127.0.0.1:" + port).value();
    const auto document = client_->get("/openapi.json");
    EXPECT_TRUE(document && document->status == 200);
    endpoints_ = endpoints_of(Json::parse(document->body));
  }
  int status(const Endpoint& endpoint, http::Headers headers) {
    if (!endpoint.body.empty()) headers["content-type"] = "application/json";
    const auto answer = client_->send(endpoint.method, endpoint.path, headers, endpoint.body);
    return answer ? answer->status : 0;
  }
  static bool streams(const Endpoint& endpoint) {
    return endpoint.name == "GET /api/v1/events" ||
           endpoint.name.find("/events") != std::string::npos;
  }
  // A bearer token of a new user who has this role alone.
  http::Headers holder_of_role(const std::string& role) {
    const auto user = host_.call("POST", "/api/v1/users",
                                 {{"email", role + "@matrix.example"},
                                  {"name", role},
                                  {"password", "correct horse battery"},
                                  {"roles", {role}}});
    EXPECT_TRUE(user) << (user ? "" : user.error().message);
    const auto login = client_->send(
        "POST", "/api/v1/login", {{"content-type", "application/json"}},
        to_text(Json{{"email", role + "@matrix.example"}, {"password", "correct horse battery"}}));
    EXPECT_TRUE(login && login->status == 200);
    const std::string cookie = login->headers.at("set-cookie");
    return {{"cookie", cookie.substr(0, cookie.find(';'))},
            {"x-kontor-csrf", Json::parse(login->body).at("csrf").get<std::string>()}};
  }

  testing::RunningHost host_{GetParam()};
  std::unique_ptr<http::Client> client_;
  std::vector<Endpoint> endpoints_;
};

INSTANTIATE_TEST_SUITE_P(Databases, AccessMatrixTest, testing::both_databases(),
                         testing::database_name);

TEST_P(AccessMatrixTest, NobodyUnknownReachesAnythingButTheWayIn) {
  ASSERT_GT(endpoints_.size(), 50U);
  for (const Endpoint& endpoint : endpoints_) {
    const int answer = status(endpoint, {});
    EXPECT_EQ(answer == 401 && endpoint.name != "POST /api/v1/login",
              !kPublic.contains(endpoint.name))
        << endpoint.name << " " << answer;
  }
}

TEST_P(AccessMatrixTest, ARoleWithoutRightsReachesOnlyItsOwnThings) {
  ASSERT_TRUE(host_.call("PUT", "/api/v1/roles/nothing", {{"rights", Json::object()}}));
  const http::Headers nobody = holder_of_role("nothing");
  for (const Endpoint& endpoint : endpoints_) {
    if (kPublic.contains(endpoint.name) || kOwn.contains(endpoint.name) || streams(endpoint))
      continue;
    const int refusal = kNotThere.contains(endpoint.name)   ? 404
                        : kByDevice.contains(endpoint.name) ? 401
                                                            : 403;
    // Any other answer is one of form, and says nothing about rights.
    EXPECT_EQ(status(endpoint, nobody), refusal) << endpoint.name << " " << endpoint.body;
  }
}

TEST_P(AccessMatrixTest, AReaderChangesNothing) {
  const http::Headers reader = holder_of_role("reader");
  const auto before = host_.call("GET", "/api/v1/audit?limit=1");
  ASSERT_TRUE(before);
  for (const Endpoint& endpoint : endpoints_) {
    if (endpoint.method == "GET" || kPublic.contains(endpoint.name) ||
        kOwn.contains(endpoint.name)) {
      continue;
    }
    const int answer = status(endpoint, reader);
    const bool only_asks =
        endpoint.path.ends_with("/aggregate") || endpoint.path == "/api/v1/funnel";
    EXPECT_TRUE(answer >= 400 || only_asks) << endpoint.name << " " << answer;
  }
  const auto after = host_.call("GET", "/api/v1/audit?limit=1");
  EXPECT_EQ((*after)["entries"][0]["sequence"], (*before)["entries"][0]["sequence"]);
}

TEST_P(AccessMatrixTest, AnAdministratorIsRefusedNothingForWantOfRights) {
  const http::Headers admin = holder_of_role("administrator");
  for (const Endpoint& endpoint : endpoints_) {
    if (streams(endpoint) || endpoint.name == "POST /api/v1/logout" ||
        endpoint.name == "POST /api/v1/password") {
      continue;
    }
    const auto answer = client_->send(
        endpoint.method, endpoint.path,
        [&] {
          http::Headers headers = admin;
          if (!endpoint.body.empty()) headers["content-type"] = "application/json";
          return headers;
        }(),
        endpoint.body);
    ASSERT_TRUE(answer) << endpoint.name;
    EXPECT_EQ(answer->body.find("missing-right"), std::string::npos) << endpoint.name;
    // 503: this host has no market and no mail server.
    EXPECT_TRUE(answer->status < 500 || answer->status == 503)
        << endpoint.name << " " << answer->body;
  }
}

}  // namespace

}  // namespace kontor::host

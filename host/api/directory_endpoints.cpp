#include "host/api/directory_endpoints.hpp"

#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

const Json kTextList = {
    {"type", "array"}, {"items", {{"type", "string"}, {"maxLength", 100}}}, {"maxItems", 500}};
const Json kName = {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}};

Json object_of(Json properties, Json required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json role_json(const Role& role) {
  return {{"name", role.name}, {"rights", role.rights.to_json()}, {"users", role.users}};
}

Json team_json(const Team& team) {
  return {{"id", team.id}, {"name", team.name}, {"members", team.members}};
}

Json user_line(const User& user) {
  return {{"id", user.id},
          {"name", user.name},
          {"email", user.email},
          {"roles", user.roles},
          {"disabled", user.disabled}};
}

template <typename Value>
std::optional<Value> member(const Json& body, const char* name) {
  if (!body.contains(name)) return std::nullopt;
  return body.at(name).get<Value>();
}

Result<Response> list_roles(Directory& directory) {
  Json roles = Json::array();
  for (const Role& role : TRY(directory.roles())) roles.push_back(role_json(role));
  return Response::json({{"roles", std::move(roles)}});
}

Result<Response> list_teams(Directory& directory) {
  Json teams = Json::array();
  for (const Team& team : TRY(directory.teams())) teams.push_back(team_json(team));
  return Response::json({{"teams", std::move(teams)}});
}

void add_roles(http::Router& router, const http::Auth& manager, Directory& directory) {
  router.add({.method = "GET",
              .path = "/api/v1/roles",
              .auth = manager,
              .handler = [&directory](const Request&) { return list_roles(directory); },
              .summary = "Lists the roles and what each may do.",
              .answer_schema = answers::roles()});
  router.add({.method = "PUT",
              .path = "/api/v1/roles/{name}",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return Response::json(role_json(TRY(directory.put_role(
                    principal_of(request), request.path.at("name"), body.at("rights")))));
              },
              .summary = "Makes a role or replaces what it may do.",
              .body_bytes_max = std::size_t{256} << 10,
              .body_schema = object_of({{"rights", {{"type", "object"}}}}, {"rights"}),
              .answer_schema = answers::role()});
  router.add({.method = "DELETE",
              .path = "/api/v1/roles/{name}",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                TRY(directory.remove_role(principal_of(request), request.path.at("name")));
                return Response::no_content();
              },
              .summary = "Removes a role nobody has.",
              .answer_type = http::kNoBody});
}

void add_teams(http::Router& router, const http::Auth& manager, Directory& directory) {
  router.add({.method = "GET",
              .path = "/api/v1/teams",
              .auth = manager,
              .handler = [&directory](const Request&) { return list_teams(directory); },
              .summary = "Lists the teams and who is in them.",
              .answer_schema = answers::teams()});
  router.add({.method = "POST",
              .path = "/api/v1/teams",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                const Team team =
                    TRY(directory.add_team(principal_of(request), body.at("name"),
                                           member<std::vector<std::string>>(body, "members")
                                               .value_or(std::vector<std::string>())));
                return Response::json(team_json(team), 201);
              },
              .summary = "Makes a team of users.",
              .body_schema = object_of({{"name", kName}, {"members", kTextList}}, {"name"}),
              .answer_schema = answers::team()});
  router.add({.method = "PATCH",
              .path = "/api/v1/teams/{id}",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                const TeamChange change{member<std::string>(body, "name"),
                                        member<std::vector<std::string>>(body, "members")};
                return Response::json(team_json(TRY(
                    directory.change_team(principal_of(request), request.path.at("id"), change))));
              },
              .summary = "Renames a team or replaces its members.",
              .body_schema = object_of({{"name", kName}, {"members", kTextList}}, Json::array()),
              .answer_schema = answers::team()});
  router.add({.method = "DELETE",
              .path = "/api/v1/teams/{id}",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                TRY(directory.remove_team(principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Removes a team; its members stay users.",
              .answer_type = http::kNoBody});
}

void add_user_changes(http::Router& router, const http::Auth& manager, Directory& directory) {
  router.add({.method = "PATCH",
              .path = "/api/v1/users/{id}",
              .auth = manager,
              .handler = [&directory](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                const UserChange change{member<std::string>(body, "name"),
                                        member<std::vector<std::string>>(body, "roles"),
                                        member<bool>(body, "disabled"),
                                        member<std::string>(body, "password")};
                return Response::json(user_line(TRY(
                    directory.change_user(principal_of(request), request.path.at("id"), change))));
              },
              .summary = "Changes a user: name, roles, password, or whether signing in is allowed.",
              .body_bytes_max = 16384,
              .body_schema = object_of({{"name", kName},
                                        {"roles", kTextList},
                                        {"disabled", {{"type", "boolean"}}},
                                        {"password", {{"type", "string"}, {"maxLength", 1024}}}},
                                       Json::array()),
              .answer_schema = answers::user()});
}

}  // namespace

void add_directory_endpoints(http::Router& router, Accounts& accounts, Directory& directory,
                             AccessReport& report) {
  const http::Auth manager = holder_of(accounts, "users.manage");
  add_roles(router, manager, directory);
  add_teams(router, manager, directory);
  add_user_changes(router, manager, directory);
  router.add({.method = "GET",
              .path = "/api/v1/access/{kind}/{id}",
              .auth = signed_in(accounts),
              .handler = [&report](const Request& request) -> Result<Response> {
                return Response::json(TRY(report.rights(
                    principal_of(request), request.path.at("kind"), request.path.at("id"))));
              },
              .summary = "Tells what a user, an API token or a plugin may do, and why.",
              .answer_schema = answers::rights_and_why()});
  router.add({.method = "GET",
              .path = "/api/v1/access/{kind}/{id}/records/{entity}/{record}",
              .auth = signed_in(accounts),
              .handler = [&report](const Request& request) -> Result<Response> {
                return Response::json(TRY(report.record(
                    principal_of(request), request.path.at("kind"), request.path.at("id"),
                    request.path.at("entity"), request.path.at("record"))));
              },
              .summary = "Tells what somebody may do with one record, and why.",
              .answer_schema = answers::rights_on_record()});
}

}  // namespace kontor::host

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "base/core/files.hpp"
#include "host/cli/access/token.hpp"
#include "host/cli/host/host_wish.hpp"
#include "host/cli/host/told.hpp"

// `kontor access`: who may do what at a running host, and the webhooks it calls.
namespace {

using namespace kontor;

constexpr std::size_t kRightsBytesMax = std::size_t{256} << 10;

struct Wish {
  host::HostWish host = {};
  std::string name;
  std::string id;
  std::string kind = "user";
  std::string entity;
  std::string record;
  std::filesystem::path file;
  std::vector<std::string> list;
  bool json = false;
};

Result<Json> asked(const Wish& wish, const std::string& method, const std::string& path,
                   const Json& body = nullptr) {
  return host::ask_host(wish.host, method, path, body);
}

std::string place(const std::string& folder, const std::string& name) {
  return folder + "/" + http::percent_encode(name);
}

Result<Json> put_role(const Wish& wish) {
  const std::string text = TRY(read_file(wish.file, kRightsBytesMax));
  const Json rights = TRY(parse_json(text, {.bytes_max = kRightsBytesMax}));
  return asked(wish, "PUT", place("/roles", wish.name), {{"rights", rights}});
}

Result<Json> explain(const Wish& wish) {
  std::string path = place(place("/access", wish.kind), wish.id);
  if (!wish.record.empty()) {
    path = place(place(path + "/records", wish.entity), wish.record);
  }
  return asked(wish, "GET", path);
}

int refused(const Error& error) {
  std::cerr << host::told("kontor access", error);
  return 1;
}

// One line for each thing of a list, for people; the whole answer in JSON otherwise.
int shown(const Wish& wish, const Result<Json>& answer) {
  if (!answer) return refused(answer.error());
  if (!wish.json && answer->contains("written_to")) {
    std::cout << "the token is in " << answer->at("written_to").get<std::string>()
              << "; name it with --token-file, or KONTOR_TOKEN_FILE in the environment\n";
    return 0;
  }
  const bool one_list = answer->is_object() && answer->size() == 1 && answer->begin()->is_array();
  if (wish.json || !one_list) {
    if (!answer->is_null()) std::cout << answer->dump(2) << "\n";
    return 0;
  }
  if (answer->begin()->empty()) std::cout << "there is none\n";
  for (const Json& each : *answer->begin()) {
    std::string line = each.value("id", "");
    for (const char* member : {"name", "email", "url", "method", "agent"}) {
      const std::string text = each.value(member, "");
      if (!text.empty()) line += (line.empty() ? "" : "  ") + text;
    }
    for (const char* member : {"roles", "members", "events"}) {
      if (each.contains(member)) line += "  " + to_text(each[member]);
    }
    if (each.value("disabled", false)) line += "  (may not sign in)";
    std::cout << line << "\n";
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor access: who may do what at a running host",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  app.fallthrough();
  Wish wish;
  host::add_host_options(app, wish.host, "users.manage; all but `token` and `calendar` want it");
  app.add_flag("--json", wish.json, "Answer in JSON");

  host::TokenWish token;
  auto* const sign =
      app.add_subcommand("token", "Sign in and make an API token for these commands");
  sign->add_option("--email", token.who.email, "Who; the password is asked for")->required();
  sign->add_option("--code", token.who.code, "Code of the second factor, where there is one");
  sign->add_option("--name", token.name, "What it is for")->capture_default_str();
  sign->add_option("--scopes", token.scopes, "What it may: *, records:read, plugins.manage …")
      ->delimiter(',')
      ->capture_default_str();
  sign->add_option("--out", token.out, "File for the token; made with mode 0600")->required();
  auto* const users = app.add_subcommand("users", "List the users");
  auto* const roles = app.add_subcommand("roles", "List the roles");
  auto* const teams = app.add_subcommand("teams", "List the teams");
  auto* const role = app.add_subcommand("role", "Make a role or replace what it may do");
  role->add_option("name", wish.name, "Name of the role")->required();
  role->add_option("--rights", wish.file, "JSON file; the form is in host/access/rights.hpp")
      ->required();
  auto* const team = app.add_subcommand("team", "Make a team");
  team->add_option("name", wish.name, "Name of the team")->required();
  team->add_option("--members", wish.list, "Ids of users")->delimiter(',');
  auto* const give = app.add_subcommand("give", "Replace the roles of a user");
  give->add_option("user", wish.id, "Id of the user")->required();
  give->add_option("--roles", wish.list, "Names of roles")->delimiter(',')->required();
  auto* const disable = app.add_subcommand("disable", "Let a user sign in no longer");
  disable->add_option("user", wish.id, "Id of the user")->required();
  auto* const sessions = app.add_subcommand("sessions", "List the sessions of a user");
  sessions->add_option("user", wish.id, "Id of the user")->required();
  auto* const calendar = app.add_subcommand(
      "calendar", "Make the address of one's tasks for a calendar program; the one before ends");
  bool ends = false;
  host::SignIn planner;
  auto* const ending = calendar->add_flag("--revoke", ends, "End it instead, by one's token");
  calendar->add_option("--email", planner.email, "Who; the password is asked for")
      ->excludes(ending);
  calendar->add_option("--code", planner.code, "Code of the second factor, where there is one");
  auto* const why = app.add_subcommand("explain", "Tell what somebody may do, and why");
  why->add_option("kind", wish.kind, "user, token or plugin")
      ->check(CLI::IsMember({"user", "token", "plugin"}))
      ->required();
  why->add_option("id", wish.id, "Id")->required();
  why->add_option("--entity", wish.entity, "With --record: for one record");
  why->add_option("--record", wish.record, "Id of a record");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  if (*calendar && ends) return shown(wish, asked(wish, "DELETE", "/calendar"));
  if (*calendar && planner.email.empty())
    return refused({ErrorCode::invalid_argument, "say who with --email, or --revoke"});
  if (*sign || *calendar) {
    const auto made =
        *sign ? host::make_token(wish.host, token) : host::make_calendar(wish.host, planner);
    // What was wrong is the password or the code, and not a token.
    if (!made && made.error().code == ErrorCode::unauthenticated)
      return refused({ErrorCode::forbidden, made.error().message});
    return shown(wish, made);
  }
  if (*users) return shown(wish, asked(wish, "GET", "/users"));
  if (*roles) return shown(wish, asked(wish, "GET", "/roles"));
  if (*teams) return shown(wish, asked(wish, "GET", "/teams"));
  if (*role) return shown(wish, put_role(wish));
  if (*team) {
    return shown(wish,
                 asked(wish, "POST", "/teams", {{"name", wish.name}, {"members", wish.list}}));
  }
  if (*give) {
    return shown(wish, asked(wish, "PATCH", place("/users", wish.id), {{"roles", wish.list}}));
  }
  if (*disable) {
    return shown(wish, asked(wish, "PATCH", place("/users", wish.id), {{"disabled", true}}));
  }
  if (*sessions) return shown(wish, asked(wish, "GET", place("/users", wish.id) + "/sessions"));
  return shown(wish, explain(wish));
}

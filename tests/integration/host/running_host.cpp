#include "tests/integration/host/running_host.hpp"

#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "host/plugins/company_tables.hpp"
#include "host/server/host.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::testing {

namespace {

constexpr const char* kPassword = "correct horse battery";

std::string company_database() {
  return copy_database(model_database("company", db::Dialect::postgresql, host::prepare_company),
                       /*file=*/{});
}

}  // namespace

RunningHost::RunningHost(db::Dialect dialect)
    : RunningHost(dialect == db::Dialect::postgresql ? company_database() : std::string()) {}

RunningHost::RunningHost(std::string database_url) : database_(std::move(database_url)) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kontor-run-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  EXPECT_TRUE(host::add_first_administrator(
      settings(), {"admin@kontor.example", "Admin", kPassword, {"administrator"}}));
}

RunningHost::~RunningHost() {
  program_.reset();
  std::filesystem::remove_all(folder_);
}

void RunningHost::start() {
  const auto port_file = folder_ / "data" / "port";
  std::filesystem::remove(port_file);
  Arguments arguments{"--data", (folder_ / "data").string(), "--port", "0"};
  if (!database_.empty()) arguments.insert(arguments.end(), {"--database", database_});
  program_ = std::make_unique<Program>("kontor-host", arguments, folder_ / "log");
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(port_file); })) << output();
  const std::string port = read_file(port_file, 20).value();
  port_ = static_cast<std::uint16_t>(std::stoi(port));
  client_ = http::Client::create("http://127.0.0.1:" + port.substr(0, port.find('\n'))).value();
  const auto login =
      client_->send("POST", "/api/v1/login", {{"content-type", "application/json"}},
                    to_text(Json{{"email", "admin@kontor.example"}, {"password", kPassword}}));
  ASSERT_TRUE(login);
  const std::string cookie = login->headers.at("set-cookie");
  headers_ = {{"cookie", cookie.substr(0, cookie.find(';'))},
              {"x-kontor-csrf", Json::parse(login->body).at("csrf").get<std::string>()}};
}

host::Settings RunningHost::settings() const {
  host::Settings settings;
  settings.data = folder_ / "data";
  settings.database = database_;
  return settings;
}

void RunningHost::kill_now() { program_->kill_now(); }
int RunningHost::stop() { return program_->stop(); }

Result<Json> RunningHost::call(const std::string& method, const std::string& path,
                               const Json& body) {
  return client_->call(method, path, body, headers_);
}

Result<std::string> RunningHost::upload(const std::string& entity, const std::string& text) {
  http::Headers headers = headers_;
  headers["content-type"] = "text/csv";
  const auto answer = TRY(client_->send("POST", "/api/v1/imports?entity=" + entity, headers, text));
  if (answer.status != 202) return Error{ErrorCode::internal, answer.body};
  const Json json = TRY(parse_json(answer.body));
  return json_text(json, "id");
}

Json RunningHost::finished(const std::string& import) {
  Json state;
  EXPECT_TRUE(eventually([&] {
    const auto answer = call("GET", "/api/v1/imports/" + import);
    if (!answer) return false;
    state = *answer;
    return state["state"] == "done" || state["state"] == "failed";
  })) << output();
  return state;
}

}  // namespace kontor::testing

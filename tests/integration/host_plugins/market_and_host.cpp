#include "tests/integration/host_plugins/market_and_host.hpp"

#include <cstdlib>

#include "base/core/files.hpp"
#include "host/server/host.hpp"
#include "sdk/package/package.hpp"

namespace kontor::testing {
namespace {

constexpr const char* kPassword = "correct horse battery";

}  // namespace

void MarketAndHost::SetUp() {
  // Its plugins misbehave on purpose, which the market's own trial would find.
  ASSERT_TRUE(write_file(folder_ / "policy.json", R"({"trial": {"enabled": false}})"));
  start_market({"--review-policy", folder_ / "policy.json"});
  register_and_approve();
  host_data_ = folder_ / "host";
  host::Settings settings;
  settings.data = host_data_;
  settings.database = host_database_;
  ASSERT_TRUE(host::add_first_administrator(
      settings, {"admin@kontor.example", "Admin", kPassword, {"administrator"}}));
}

void MarketAndHost::release(const std::string& version, const Json& manifest,
                            const std::map<std::string, std::string>& files) {
  const auto built = std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / ("steady-" + version);
  const auto copy = folder_ / ("steady-" + version);
  std::filesystem::create_directories(copy);
  std::filesystem::copy_file(built / "plugin.so", copy / "plugin.so");
  Json text = parse_json(read_file(built / "manifest.json", 1 << 20).value()).value();
  text.merge_patch(manifest);
  ASSERT_TRUE(write_file(copy / "manifest.json", to_text(text)));
  for (const auto& [name, bytes] : files) {
    std::filesystem::create_directories((copy / name).parent_path());
    ASSERT_TRUE(write_file(copy / name, bytes));
  }
  const auto archive = package::Archive::from_bytes(package::write_package(copy).value()).value();
  const auto key = crypto::SigningKey::load(vendor_key_).value();
  const auto file = folder_ / (version + ".kpkg");
  ASSERT_TRUE(write_file(file, package::sign_package(archive, key).value()));
  const auto waiting = publish(file);
  ASSERT_EQ(waiting.status, 0) << waiting.output;
  approve_all();
  const auto released = publish(file);
  ASSERT_EQ(released.status, 0) << released.output;
}

void MarketAndHost::start_host(const Arguments& more) {
  const auto port_file = host_data_ / "port";
  std::filesystem::remove(port_file);
  Arguments words{"--data",   host_data_, "--port",        "0",
                  "--market", url(),      "--market-root", data_ / "root.json"};
  words.insert(words.end(), more.begin(), more.end());
  if (!host_database_.empty()) words.insert(words.end(), {"--database", host_database_});
  host_ = std::make_unique<Program>("kontor-host", words,
                                    folder_ / ("host-" + std::to_string(++starts_) + ".log"));
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(port_file); })) << log();
  const std::string port = read_file(port_file, 20).value();
  origin_ = "http://127.0.0.1:" + port.substr(0, port.find('\n'));
  const auto login = http::Client::create(origin_).value()->send(
      "POST", "/api/v1/login", {{"content-type", "application/json"}},
      to_text(Json{{"email", "admin@kontor.example"}, {"password", kPassword}}));
  ASSERT_TRUE(login && login->status == 200) << log();
  const std::string cookie = login->headers.at("set-cookie");
  headers_ = {{"cookie", cookie.substr(0, cookie.find(';'))},
              {"x-kontor-csrf", Json::parse(login->body).at("csrf").get<std::string>()}};
}

Result<Json> MarketAndHost::ask(const std::string& method, const std::string& path,
                                const Json& body) const {
  return TRY(http::Client::create(origin_, {.timeout_ms = 120'000}))
      ->call(method, "/api/v1" + path, body, headers_);
}

Result<http::Response> MarketAndHost::send(const std::string& method,
                                           const std::string& path) const {
  return TRY(http::Client::create(origin_))->send(method, "/api/v1" + path, headers_);
}

std::future<bool> MarketAndHost::asked(const std::string& path, const Json& body) const {
  return std::async(std::launch::async,
                    [this, path, body] { return static_cast<bool>(ask("POST", path, body)); });
}

Json MarketAndHost::shown() const {
  const auto plugin = ask("GET", std::string("/plugins/") + kSteady);
  return plugin ? *plugin : Json::object();
}

std::string MarketAndHost::echo() const {
  const auto answer = ask("POST", std::string("/actions/") + kSteady + "/steady.echo",
                          {{"record", nullptr}, {"input", Json::object()}});
  return answer ? (*answer)["output"]["version"].get<std::string>() : answer.error().message;
}

}  // namespace kontor::testing

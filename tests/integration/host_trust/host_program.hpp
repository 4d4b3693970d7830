#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "base/http/client.hpp"
#include "host/server/host.hpp"
#include "sdk/package/package.hpp"
#include "tests/integration/host_trust/folder_market.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// The real kontor-host with a market in a folder, which the test signs and breaks.
class HostProgramTest : public ::testing::Test {
 protected:
  static constexpr const char* kSteady = "example.steady";
  static constexpr const char* kHello = "example.hello-cpp";
  static constexpr const char* kPassword = "correct horse battery";

  void SetUp() override {
    std::string pattern = "/tmp/kontor-trust-host-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    place = pattern;
    site = std::make_unique<FolderMarket>(place / "market", clock, vendor);
    host::Settings settings;
    settings.data = data = place / "host";
    ASSERT_TRUE(host::add_first_administrator(
        settings, {"admin@kontor.example", "Admin", kPassword, {"administrator"}}));
  }
  void TearDown() override {
    host.reset();
    std::error_code ignored;
    std::filesystem::remove_all(place, ignored);
  }

  std::string package_of(const std::string& folder) const {
    const auto built = std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / folder;
    const auto plain = package::Archive::from_bytes(package::write_package(built).value()).value();
    return package::sign_package(plain, vendor).value();
  }
  void release_steady(const std::string& version) {
    site->release(kSteady, version, package_of("steady-" + version));
    site->publish();
  }

  void start_host(const Arguments& more = {}, const std::string& market = "") {
    const auto port_file = data / "port";
    std::filesystem::remove(port_file);
    Arguments words{"--data",        data,
                    "--port",        "0",
                    "--market",      market.empty() ? site->url() : market,
                    "--market-root", site->root()};
    words.insert(words.end(), more.begin(), more.end());
    host = std::make_unique<Program>("kontor-host", words,
                                     place / ("host-" + std::to_string(++starts) + ".log"));
    ASSERT_TRUE(
        eventually([&] { return std::filesystem::exists(port_file) || !host->is_running(); }));
    ASSERT_TRUE(host->is_running()) << log();
    const std::string port = read_file(port_file, 20).value();
    origin = "http://127.0.0.1:" + port.substr(0, port.find('\n'));
    const auto login = http::Client::create(origin).value()->send(
        "POST", "/api/v1/login", {{"content-type", "application/json"}},
        to_text(Json{{"email", "admin@kontor.example"}, {"password", kPassword}}));
    ASSERT_TRUE(login && login->status == 200) << log();
    const std::string cookie = login->headers.at("set-cookie");
    headers = {{"cookie", cookie.substr(0, cookie.find(';'))},
               {"x-kontor-csrf", Json::parse(login->body).at("csrf").get<std::string>()}};
  }
  Result<Json> ask(const std::string& method, const std::string& path,
                   const Json& body = nullptr) const {
    return TRY(http::Client::create(origin, {.timeout_ms = 120'000}))
        ->call(method, "/api/v1" + path, body, headers);
  }
  Result<Json> install(const std::string& plugin) const {
    return ask("POST", "/plugins/install", {{"plugin_id", plugin}, {"accept_permissions", true}});
  }
  std::string state_of(const std::string& plugin) const {
    const auto shown = ask("GET", "/plugins/" + plugin);
    return shown ? shown->value("state", "") : shown.error().message;
  }
  std::string version_of(const std::string& plugin) const {
    const auto shown = ask("GET", "/plugins/" + plugin);
    return shown ? shown->value("version", "") : shown.error().message;
  }
  bool runs(const std::string& plugin) const {
    return eventually([&] { return state_of(plugin) == "running"; });
  }
  std::string log() const { return host->output(); }

  SystemClock clock;
  crypto::SigningKey vendor = crypto::SigningKey::generate();
  std::filesystem::path place, data;
  std::unique_ptr<FolderMarket> site;
  std::unique_ptr<Program> host;
  int starts = 0;
  std::string origin;
  http::Headers headers;
};

}  // namespace kontor::testing

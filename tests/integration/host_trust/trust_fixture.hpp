#pragma once

#include <map>
#include <memory>
#include <string>

#include "host/trust/install_policy.hpp"
#include "marketplace/client/market_client.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_trust/folder_market.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

// A company with a market in a folder and real plugin processes, which live by the test's clock.
class TrustTest : public CompanyTest {
 protected:
  static constexpr const char* kSteady = "example.steady";
  static constexpr std::int64_t kHourMs = 3'600'000;
  static constexpr std::int64_t kDayMs = 24 * kHourMs;

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kontor-trust-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    place = pattern;
    site = std::make_unique<testing::FolderMarket>(place / "market", time, vendor);
    CompanyTest::SetUp();
  }
  void TearDown() override {
    CompanyTest::TearDown();
    market.reset();
    std::error_code ignored;
    std::filesystem::remove_all(place, ignored);
  }

  const Clock& plugins_clock() override { return time; }
  void choose(PluginsParts& parts) override {
    if (!market) market = open_market();
    parts.market = market.get();
    parts.policy_keys = policy_keys;
  }
  std::unique_ptr<marketplace::MarketClient> open_market() {
    auto opened = marketplace::MarketClient::create({.url = urls.empty() ? site->url() : urls[0],
                                                     .metadata_folder = data / "market",
                                                     .trusted_root = site->root(),
                                                     .mirrors = mirrors()},
                                                    time);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  std::vector<std::string> mirrors() const {
    return urls.empty() ? urls : std::vector<std::string>(urls.begin() + 1, urls.end());
  }
  void restart_host() {
    close();
    market.reset();
    open();
    plugins->start_all();
  }

  std::string steady_package(const std::string& version, const Json& manifest = Json::object()) {
    const auto file = package_of(changed(built("steady-" + version), manifest));
    return read_file(file, std::size_t{64} << 20).value();
  }
  void release(const std::string& version, const Json& terms = Json::object(),
               const Json& manifest = Json::object(), const std::string& review = "automatic") {
    site->release(kSteady, version, steady_package(version, manifest), terms, review);
    site->publish();
  }
  Result<Json> install_release(const std::string& version = "") {
    return plugins->install(admin,
                            {.plugin_id = kSteady, .version = version, .accept_permissions = true});
  }
  Json shown() {
    const auto seen = plugins->inspect(kSteady);
    return seen ? *seen : Json::object();
  }
  std::string state() { return shown().value("state", ""); }

  // Signed by the administrator's key and put.
  Status put_policy(Json policy) {
    policy["format"] = "kontor.install-policy/1";
    policy["serial"] = ++serial;
    if (!policy.contains("signers"))
      policy["signers"] = {hex_encode(administrator.public_key().ed25519_raw())};
    const auto envelope = sign_policy(to_text(policy), administrator);
    if (!envelope) return envelope.error();
    return plugins->gate().policy().put(admin, *envelope);
  }
  static std::string rule_of(const Error& error) {
    const auto detail = parse_json(error.detail.empty() ? "{}" : error.detail);
    return detail ? detail->value("rule", detail->value("code", "")) : "";
  }
  std::string execute(const std::string& sql) {
    const Status done = database->transaction([&](db::Session& session) -> Status {
      TRY(session.execute(sql, {}));
      return ok();
    });
    return done ? "" : done.error().message;
  }
  bool audited(const std::string& action) {
    const auto rows = database->read([&](db::Session& session) {
      return session.query("SELECT sequence FROM audit_entry WHERE action = $1", {action});
    });
    return rows && !rows->empty();
  }
  Json kill_entry(const std::string& reason, const Json& versions = "*") const {
    return {{"plugin", kSteady},
            {"versions", versions},
            {"reason", reason},
            {"advisory", "https://example.test/advisory"},
            {"at", to_rfc3339(time.now_ms())}};
  }

  testing::FakeClock time;
  std::filesystem::path place;
  std::unique_ptr<testing::FolderMarket> site;
  std::unique_ptr<marketplace::MarketClient> market;
  std::vector<std::string> urls;  // Empty: the site's alone.
  std::vector<crypto::PublicKey> policy_keys;
  crypto::SigningKey administrator = crypto::SigningKey::generate();
  std::int64_t serial = 0;
};

}  // namespace kontor::host

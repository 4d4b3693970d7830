#include "base/core/files.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/host_plugins/market_and_host.hpp"

namespace kontor::testing {
namespace {

class ExpiredMarketTest : public MarketAndHost {
 protected:
  // As if nobody had signed for weeks: the market's own key, an end that is past.
  void expire_timestamp() {
    const auto file = data_ / "tuf/timestamp.json";
    Json body = parse_json(read_file(file, 1 << 20).value()).value()["signed"];
    body["version"] = body["version"].get<int>() + 1;
    body["expires"] = "2020-01-01T00:00:00Z";
    const auto key = crypto::SigningKey::load(data_ / "keys/timestamp.key").value();
    ASSERT_TRUE(write_file(file, marketplace::sign_metadata(body, {key}).value()));
  }
};

TEST_F(ExpiredMarketTest, AnInstallFromAMarketWhoseMetadataExpiredIsRefusedAndTheHostGoesOn) {
  release("1.0.0");
  start_host();
  expire_timestamp();

  http::Headers headers = headers_;
  headers["content-type"] = "application/json";
  const auto refused = http::Client::create(origin_).value()->send(
      "POST", "/api/v1/plugins/install", headers,
      to_text(Json{{"plugin_id", kSteady}, {"accept_permissions", true}}));

  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->status, 422) << refused->body;
  const Json problem = parse_json(refused->body).value();
  EXPECT_EQ(problem["code"], "expired_metadata");
  EXPECT_NE(problem["detail"].get<std::string>().find("timestamp"), std::string::npos) << problem;
  EXPECT_EQ(ask("GET", "/plugins").value(), Json::array());
  EXPECT_TRUE(ask("POST", "/records/person",
                  {{"fields", {{"first_name", "Still"}, {"last_name", "Here"}}}}));
  EXPECT_FALSE(std::filesystem::exists(plugin_folder()));
}

}  // namespace
}  // namespace kontor::testing

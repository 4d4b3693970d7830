#include "licensing/server/market_trust.hpp"

#include "base/core/bytes.hpp"
#include "licensing/server/trust_file.hpp"
#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::licensing {
namespace {

// kontor-seats learns from a real market's signed metadata whom to believe.
class MarketTrustTest : public marketplace::MarketTest {
 protected:
  MarketSource source() const {
    return {.market = "http://127.0.0.1:" + std::to_string(server->port()),
            .metadata = folder / "seats",
            .trusted_root = folder / "market/root.json"};
  }
  std::string acme_key() const { return hex_encode(acme.public_key().ed25519_raw()); }
};

TEST_F(MarketTrustTest, BelievesWhatTheOffLineRolesProveAndFollowsThem) {
  const auto trust = trust_of_market(source(), {"acme"}, clock);
  ASSERT_TRUE(trust) << trust.error().message;
  EXPECT_EQ((*trust)["vendors"]["acme"], Json::array({acme_key()}));
  EXPECT_EQ((*trust)["license_keys"].size(), 1U);
  EXPECT_TRUE(TrustFile::parse(to_text(*trust)));

  approve("acme", {crypto::SigningKey::generate().public_key()});
  MarketSource later = source();
  later.trusted_root.clear();
  const auto rotated = trust_of_market(later, {"acme"}, clock);

  ASSERT_TRUE(rotated) << rotated.error().message;
  EXPECT_NE((*rotated)["vendors"]["acme"], Json::array({acme_key()}));
}

TEST_F(MarketTrustTest, WhatDoesNotVerifyIsRefused) {
  MarketSource rootless = source();
  rootless.trusted_root.clear();
  EXPECT_EQ(trust_of_market(rootless, {}, clock).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(trust_of_market(source(), {"nobody"}, clock).error().code, ErrorCode::not_found);
  tamper = [](const std::string& path, std::string& bytes) {
    if (path.find("license-keys") != std::string::npos) bytes[bytes.size() / 2] ^= 1;
  };
  EXPECT_EQ(trust_of_market(source(), {"acme"}, clock).error().code, ErrorCode::untrusted);
  tamper = nullptr;
  clock.advance(400LL * 24 * 3'600'000);
  EXPECT_EQ(trust_of_market(source(), {"acme"}, clock).error().code, ErrorCode::untrusted);
}

}  // namespace
}  // namespace kontor::licensing

#include <gtest/gtest.h>

#include "licensing/document/entitlement_token.hpp"
#include "sdk/testing/plugin_under_test.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::testing {
namespace {

constexpr TimeMs kNow = 1'800'000'000'000;

// A plugin with the keys of LicenseMaker in its manifest, asked under real licences.
class LicensedPlugin : public ::testing::Test {
 protected:
  // What the plugin makes of a licence that `maker` signed; the authority speaks for it.
  Result<std::string> state_under(const LicenseMaker& maker) {
    host.on<op::LicenseCheck>(
        [&maker](const op::LicenseCheckRequest& request) -> Result<op::LicenseCheckResponse> {
          auto offer = maker.offer(licensing::SeatModel::site);
          auto license = maker.license(licensing::SeatModel::site, 0);
          offer.product = license.product = "test.licensed";
          op::LicenseCheckResponse answer{.state = "licensed"};
          answer.document = maker.document(license, offer);
          answer.token = licensing::sign_entitlement({.product = license.product,
                                                      .feature = "",
                                                      .state = "licensed",
                                                      .nonce = request.nonce,
                                                      .license_id = license.license_id},
                                                     kNow, maker.authority_key);
          return answer;
        });
    return state();
  }
  Result<std::string> state() {
    auto plugin = PluginUnderTest::load(built(), host);
    if (!plugin) return plugin.error();
    TRY(plugin->start());
    const auto answer = TRY(plugin->call<op::ActionRun>(
        {.action = "licensed.state", .actor = {.id = "user-1", .name = "Anna"}}));
    return answer.message;
  }
  static std::filesystem::path built() {
    return std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / "test-licensed";
  }
  FakeHost host;
};

TEST_F(LicensedPlugin, BelievesALicenceSignedByAKeyOfItsManifest) {
  const auto state = state_under(LicenseMaker());

  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(*state, "licensed");
}

TEST_F(LicensedPlugin, BelievesNoOtherMarketAndNoOtherVendor) {
  LicenseMaker market;
  market.market_key = crypto::SigningKey::generate();
  LicenseMaker vendor;
  vendor.vendor_key = crypto::SigningKey::generate();

  for (const LicenseMaker& maker : {market, vendor}) {
    const auto state = state_under(maker);

    ASSERT_FALSE(state) << *state;
    EXPECT_EQ(state.error().code, ErrorCode::untrusted) << state.error().message;
  }
}

}  // namespace
}  // namespace kontor::testing

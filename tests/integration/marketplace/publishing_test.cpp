#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "marketplace/app/releases.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

class PublishingTest : public MarketFixture {
 protected:
  PublishingTest() {
    for (const char* vendor : {"acme", "other"}) {
      EXPECT_EQ(register_vendor(vendor).status, 201);
      EXPECT_EQ(approve_vendor(vendor).status, 200);
    }
  }
  // The state an upload ends in, and the rule of its first finding.
  std::string outcome(const std::string& vendor, const std::string& bytes) {
    const auto response = upload(vendor, bytes);
    if (response.status != 200) return std::to_string(response.status);
    const Json answer = json(response);
    const Json& findings = answer["findings"];
    return answer["state"].get<std::string>() +
           (findings.empty() ? "" : " " + findings[0]["rule"].get<std::string>());
  }
};

TEST_P(PublishingTest, AReleaseIsVisibleAsSoonAsTheVendorSigned) {
  release({.version = "1.0.0"});

  const Json listing = json(ask("GET", "/api/v1/catalogue/acme.notes"));
  EXPECT_EQ(listing["version"], "1.0.0");
  EXPECT_EQ(listing["vendor"], "acme");
  EXPECT_EQ(listing["name"]["en"], "Notes");
  const auto target = ask("GET", "/tuf/targets/acme/acme.notes/" +
                                     listing["sha256"].get<std::string>() + ".1.0.0.kpkg");
  EXPECT_EQ(target.status, 200);
  EXPECT_TRUE(std::filesystem::exists(target.file));
}

TEST_P(PublishingTest, RefusesWhatIsNoPackageUnsignedWronglySignedOrFlipped) {
  const std::string good = package({});
  std::string flipped = good;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);

  EXPECT_EQ(outcome("acme", "no zip at all"), "REJECTED archive.profile");
  EXPECT_EQ(outcome("acme", testing::unsigned_package({})), "REJECTED vendor.signature");
  EXPECT_EQ(outcome("acme", testing::signed_package({}, keys_.at("other"))),
            "REJECTED vendor.signature");
  EXPECT_EQ(outcome("other", good), "REJECTED vendor.namespace");
  EXPECT_EQ(outcome("acme", flipped).substr(0, 9), "REJECTED ");
  EXPECT_EQ(outcome("acme", good), "PASSED");
}

TEST_P(PublishingTest, RefusesBytesThatTheOperationIdDoesNotBelongTo) {
  const std::string id = std::string(64, '0');

  EXPECT_EQ(ask_with_text("PUT", "/api/v1/uploads/" + id, tokens_["acme"], package({})).status,
            400);
  EXPECT_EQ(ask("GET", "/api/v1/uploads/" + id, tokens_["acme"]).status, 404);
}

TEST_P(PublishingTest, TheSameBytesAreTheSameOperationAndOtherBytesOfAVersionAConflict) {
  const std::string bytes = package({.library = "first"});
  const Json first = json(upload("acme", bytes));

  EXPECT_EQ(json(upload("acme", bytes)), first);
  const auto rival = upload("acme", package({.library = "second"}));
  EXPECT_EQ(rival.status, 409);
  EXPECT_EQ(json(rival)["code"], "version-taken");
  EXPECT_EQ(upload("acme", package({.library = "second"})).status, 409) << "asked again";
}

TEST_P(PublishingTest, AVersionMustBeAboveTheLastReleased) {
  release({.version = "1.2.0"});

  EXPECT_EQ(outcome("acme", package({.version = "1.1.9"})), "REJECTED version.order");
  EXPECT_EQ(outcome("acme", package({.version = "1.2.0-beta"})), "REJECTED version.order");
  EXPECT_EQ(outcome("acme", package({.version = "1.10.0"})), "PASSED");
}

TEST_P(PublishingTest, ARoleMustBeTheNextVersionAndNameApprovedPackagesOnly) {
  const testing::PackageText text{.version = "1.0.0"};
  const std::string bytes = package(text);
  const std::string id = json(upload("acme", bytes))["operation_id"];
  const std::string role = role_with("acme", bytes, text);
  EXPECT_EQ(put_role("acme", role).status, 403) << "not approved yet";
  ASSERT_EQ(decide(id, "approve").status, 200);
  ASSERT_EQ(decide(id, "approve").status, 200) << "the same decision again";
  EXPECT_EQ(decide(id, "reject").status, 409);

  ASSERT_EQ(put_role("acme", role).status, 200);
  EXPECT_EQ(put_role("acme", role).status, 200) << "the same bytes again";
  clock_.advance(60'000);
  const auto skipped = role_with("acme", bytes, text);  // Version 2.
  ASSERT_EQ(put_role("acme", skipped).status, 200);
  clock_.advance(60'000);
  std::string wrong = role;  // Version 1 with another signature.
  wrong += " ";
  const auto refused = put_role("acme", wrong);
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(json(refused)["code"], "wrong-version");
}

TEST_P(PublishingTest, ARoleOfAnotherKeyOrWithoutAReleasedTargetIsRefused) {
  const testing::PackageText text{.version = "1.0.0"};
  release(text);
  const std::string bytes = package(text);
  Json role = Json::parse(repository_->metadata("vendor.acme").value());

  role["signed"]["version"] = 2;
  EXPECT_EQ(put_role("acme", kontor::to_text(role)).status, 422) << "signature does not fit";
  role["signed"]["targets"] = Json::object();
  EXPECT_EQ(put_role("acme", kontor::to_text(role)).status, 409) << "a release may not disappear";
  EXPECT_EQ(put_role("acme", "{").status, 400);
  EXPECT_EQ(put_role("acme", R"({"signed": []})").status, 400);
}

TEST_P(PublishingTest, TheCatalogueCatchesUpAfterACrashBetweenRepositoryAndDatabase) {
  const testing::PackageText text{.version = "1.0.0"};
  const std::string bytes = package(text);
  ASSERT_EQ(decide(json(upload("acme", bytes))["operation_id"], "approve").status, 200);
  ASSERT_TRUE(repository_->accept("vendor.acme", role_with("acme", bytes, text)));
  ASSERT_EQ(ask("GET", "/api/v1/catalogue/acme.notes").status, 404);

  ASSERT_TRUE(reconcile_catalogue(*market_, "acme"));

  EXPECT_EQ(ask("GET", "/api/v1/catalogue/acme.notes").status, 200);
}

TEST_P(PublishingTest, RefusesARegistrationWithoutPossessionOrOfATakenName) {
  const auto key = crypto::SigningKey::generate();
  Json wish{{"name", "newcomer"},
            {"display_name", "N"},
            {"contact", "n@example.com"},
            {"public_keys", {hex_encode(key.public_key().ed25519_raw())}},
            {"proof", crypto::dsse_sign("application/vnd.kontor.vendor-registration+json",
                                        "another registration", key)}};

  EXPECT_EQ(ask("POST", "/api/v1/vendors", "", wish).status, 422);
  wish["admin"] = true;
  EXPECT_EQ(ask("POST", "/api/v1/vendors", "", wish).status, 400) << "unknown member";
  EXPECT_EQ(register_vendor("acme").status, 409);
  EXPECT_EQ(register_vendor("-x-").status, 400);
}

INSTANTIATE_TEST_SUITE_P(Databases, PublishingTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace

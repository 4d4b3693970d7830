#include "base/core/bytes.hpp"
#include "marketplace/app/publishing_rules.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kLongMs = std::int64_t{300} * 24 * 60 * 60 * 1000;

// A vendor's keys, token, domain and plugins that change hands.
class VendorAffairsTest : public MarketFixture {
 protected:
  VendorAffairsTest() {
    for (const char* vendor : {"acme", "other"}) {
      EXPECT_EQ(register_vendor(vendor).status, 201);
      EXPECT_EQ(approve_vendor(vendor).status, 200);
    }
  }

  static std::string hex(const crypto::SigningKey& key) {
    return hex_encode(key.public_key().ed25519_raw());
  }

  static Json keys_wish(const std::vector<crypto::SigningKey>& keys, int threshold) {
    Json list = Json::array();
    for (const auto& key : keys) list.push_back(hex(key));
    return {{"vendor", "acme"}, {"public_keys", list}, {"threshold", threshold}};
  }

  crypto::SigningKey offline(const std::string& name) const {
    return crypto::SigningKey::load(folder_ / "data" / "keys" / (name + ".key")).value();
  }

  std::string signed_shard(const Json& body) const {
    return sign_metadata(body, {offline("vendors-00")}).value();
  }

  std::string shard_for(const std::vector<crypto::SigningKey>& keys, int threshold) const {
    VendorDelegation acme{.vendor = "acme", .keys = {}, .threshold = threshold};
    for (const auto& key : keys) acme.keys.push_back(key.public_key());
    return signed_shard(
        next_shard(repository_->metadata("vendors-00").value(), {acme}, clock_.now_ms() + kLongMs)
            .value());
  }

  http::Response approve(const std::string& shard) {
    return ask_with_text("POST", "/api/v1/vendors/acme/approve", tokens_["operator"], shard);
  }

  Json transfer_statement(const std::string& to = "other") const {
    return {{"plugin", "acme.notes"}, {"from", "acme"}, {"to", to}};
  }

  http::Response announce(const std::vector<crypto::SigningKey>& signers) {
    return ask("POST", "/api/v1/plugins/acme.notes/transfer", tokens_["other"],
               sign_statement(kTransferStatement, transfer_statement(), signers).value());
  }

  http::Response complete() {
    const Json body = shard_with_transfer(repository_->metadata("vendors-00").value(), "acme.notes",
                                          "other", clock_.now_ms() + kLongMs)
                          .value();
    return ask_with_text("POST", "/api/v1/plugins/acme.notes/transfer/complete",
                         tokens_["operator"], signed_shard(body));
  }

  Json last_entry() const { return Json::parse(log_->entry(log_->size() - 1).value()); }
};

TEST_P(VendorAffairsTest, OtherKeysAreAskedForByEachOfThemAndDelegatedByTheShard) {
  const auto one = crypto::SigningKey::generate(), two = crypto::SigningKey::generate();
  const Json wish = keys_wish({one, two}, 2);
  const auto ask_for = [&](const std::vector<crypto::SigningKey>& signers) {
    return ask("POST", "/api/v1/vendors/acme/keys", tokens_["acme"],
               sign_statement(kKeysStatement, wish, signers).value())
        .status;
  };

  EXPECT_EQ(ask_for({keys_.at("acme"), one}), 422) << "nobody shows that he holds the second";
  EXPECT_EQ(ask_for({keys_.at("acme"), one, two}), 202);
  EXPECT_EQ(approve(shard_for({one}, 1)).status, 409) << "other keys than asked for";
  EXPECT_EQ(approve(shard_for({one, two}, 1)).status, 409) << "another threshold";
  EXPECT_EQ(log_->size(), 2U);
  EXPECT_EQ(approve(shard_for({one, two}, 2)).status, 200);

  EXPECT_EQ(last_entry()["type"], "vendor-keys");
  EXPECT_EQ(last_entry()["threshold"], 2);
  EXPECT_EQ(json(ask("GET", "/api/v1/vendors/acme/keys", tokens_["acme"]))["request"], nullptr);
  EXPECT_EQ(json(ask("GET", "/api/v1/vendors/acme", tokens_["acme"]))["public_keys"].size(), 2U);
}

TEST_P(VendorAffairsTest, ALostTokenIsReplacedOnTheWordOfTheVendorsKeyAndNobodyElses) {
  const Token fresh = make_token(random_, "kv_");
  const auto replace = [&](const crypto::SigningKey& key, TimeMs at) {
    return ask("POST", "/api/v1/vendors/acme/token", "",
               sign_statement(
                   kTokenStatement,
                   {{"vendor", "acme"}, {"token_hash", fresh.hash}, {"at", to_rfc3339(at)}}, {key})
                   .value())
        .status;
  };

  EXPECT_EQ(replace(keys_.at("other"), clock_.now_ms()), 422);
  EXPECT_EQ(replace(keys_.at("acme"), clock_.now_ms() - 3'600'000), 422) << "an old statement";
  EXPECT_EQ(replace(keys_.at("acme"), clock_.now_ms()), 200);

  EXPECT_EQ(ask("GET", "/api/v1/vendors/acme", tokens_["acme"]).status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/vendors/acme", fresh.text).status, 200);
}

TEST_P(VendorAffairsTest, ATransferIsSignedByBothLoggedShownAndHeld) {
  release({.version = "1.0.0"});
  EXPECT_EQ(announce({keys_.at("acme")}).status, 422);
  EXPECT_EQ(announce({keys_.at("other")}).status, 422);

  ASSERT_EQ(announce({keys_.at("acme"), keys_.at("other")}).status, 200);

  EXPECT_EQ(last_entry()["type"], "transfer");
  EXPECT_EQ(last_entry()["to"], "other");
  EXPECT_EQ(json(ask("GET", "/api/v1/catalogue/acme.notes"))["transfer"]["to"], "other");
  const auto early = complete();
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(json(early)["code"], "transfer-held");
  clock_.advance(market_->rules.transfer_hold_ms + 1);
  EXPECT_EQ(complete().status, 200);
  EXPECT_TRUE(repository_->speaks_for("other", "acme/acme.notes/1.0.0.kpkg"));
}

TEST_P(VendorAffairsTest, TheNewVendorTakesAllReleasesAndTheOldOneSpeaksForThemNoMore) {
  const testing::PackageText text{.version = "1.0.0"};
  release(text);
  ASSERT_EQ(announce({keys_.at("acme"), keys_.at("other")}).status, 200);
  clock_.advance(market_->rules.transfer_hold_ms + 1);
  ASSERT_EQ(complete().status, 200);
  const std::uint64_t entries = log_->size();

  const std::string role = role_with("other", package(text), text);
  ASSERT_EQ(put_role("other", role).status, 200);

  EXPECT_EQ(log_->size(), entries) << "a release is logged once";
  const Json listing = json(ask("GET", "/api/v1/catalogue/acme.notes"));
  EXPECT_EQ(listing["vendor"], "other");
  EXPECT_EQ(listing["transfer"], nullptr);
  Json body =
      renewed(repository_->metadata("vendor.acme").value(), clock_.now_ms() + kLongMs).value();
  body["targets"]["acme/acme.notes/1.0.0.kpkg"]["custom"] = {{"yanked", {{"reason", "revenge"}}}};
  EXPECT_EQ(put_role("acme", sign_metadata(body, {keys_.at("acme")}).value()).status, 403);
  body["targets"] = Json::object();
  EXPECT_EQ(put_role("acme", sign_metadata(body, {keys_.at("acme")}).value()).status, 200);
}

TEST_P(VendorAffairsTest, AnAnnouncedTransferMayBeWithdrawnByItsVendorsOnly) {
  ASSERT_EQ(announce({keys_.at("acme"), keys_.at("other")}).status, 200);
  EXPECT_EQ(register_vendor("third").status, 201);
  const std::string path = "/api/v1/plugins/acme.notes/transfer/withdraw";

  EXPECT_EQ(ask("POST", path, tokens_["third"]).status, 403);
  EXPECT_EQ(ask("POST", path, tokens_["acme"]).status, 200);

  clock_.advance(market_->rules.transfer_hold_ms + 1);
  EXPECT_EQ(complete().status, 404);
}

TEST_P(VendorAffairsTest, OffLineMetadataMayNotChangeAVendorsKeysUnlogged) {
  const auto thief = crypto::SigningKey::generate();
  const auto send = [&](const std::string& role, const std::string& document) {
    return ask("POST", "/api/v1/metadata", tokens_["operator"],
               {{"documents", {{{"role", role}, {"document", document}}}}})
        .status;
  };
  const Json again =
      renewed(repository_->metadata("vendors-00").value(), clock_.now_ms() + kLongMs).value();

  EXPECT_EQ(send("vendors-00", shard_for({thief}, 1)), 409);
  EXPECT_EQ(send("vendor.acme", "{}"), 403);
  EXPECT_EQ(send("timestamp", "{}"), 403);
  EXPECT_EQ(send("vendors-00", signed_shard(again)), 204);
  EXPECT_EQ(ask("POST", "/api/v1/metadata", tokens_["acme"],
                {{"documents", {{{"role", "vendors-00"}, {"document", "{}"}}}}})
                .status,
            403);
}

TEST_P(VendorAffairsTest, AnAddressRegistersSoManyTimesAnHour) {
  int status = 201;
  int made = 0;
  for (; status == 201 && made < 1000; ++made)
    status = ask("POST", "/api/v1/companies", "", {{"name", "C" + std::to_string(made)}}).status;

  EXPECT_EQ(status, 429);
  EXPECT_EQ(made, market_->rules.registrations_per_hour + 1);
  clock_.advance(60 * 60 * 1000);
  EXPECT_EQ(ask("POST", "/api/v1/companies", "", {{"name", "late"}}).status, 201);
}

TEST_P(VendorAffairsTest, TheOperatorSeesTheOrdersNobodyPaid) {
  register_company("buyer");
  release({.version = "1.0.0"});
  ASSERT_EQ(put_offer("acme").status, 200);
  const auto placed = ask("POST", "/api/v1/orders", tokens_["buyer"],
                          {{"offer_id", "acme.notes-monthly"}, {"quantity", 2}});
  ASSERT_EQ(placed.status, 201);
  const Json order = json(placed);

  const Json open = json(ask("GET", "/api/v1/orders", tokens_["operator"]));
  ASSERT_EQ(open["orders"].size(), 1U);
  EXPECT_EQ(open["orders"][0]["order_id"], order["order_id"]);
  EXPECT_EQ(open["orders"][0]["company"], "buyer");
  register_company("other");
  EXPECT_EQ(json(ask("GET", "/api/v1/orders", tokens_["buyer"]))["orders"].size(), 1U);
  EXPECT_TRUE(json(ask("GET", "/api/v1/orders", tokens_["other"]))["orders"].empty());
  ASSERT_EQ(ask("POST", "/api/v1/orders/" + order["order_id"].get<std::string>() + "/payment",
                tokens_["operator"],
                {{"reference", "R1"}, {"amount", order["invoice"]["total"]["amount"]}})
                .status,
            200);

  EXPECT_TRUE(json(ask("GET", "/api/v1/orders", tokens_["operator"]))["orders"].empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, VendorAffairsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace

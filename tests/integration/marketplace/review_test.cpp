#include "base/core/bytes.hpp"
#include "marketplace/app/decisions.hpp"
#include "marketplace/app/review_run.hpp"
#include "marketplace/client/review_check.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"
#include "tests/integration/marketplace/package_edit.hpp"

namespace kontor::marketplace {
namespace {

class MarketReviewTest : public MarketFixture {
 protected:
  MarketReviewTest() {
    for (const char* vendor : {"acme", "other"}) {
      EXPECT_EQ(register_vendor(vendor).status, 201);
      EXPECT_EQ(approve_vendor(vendor).status, 200);
    }
  }
  Json submit(const std::string& bytes) { return json(upload("acme", bytes)); }
  static std::string first_rule(const Json& upload) {
    return upload["findings"].empty() ? "" : upload["findings"][0]["rule"].get<std::string>();
  }
  static std::string result_of(const Json& upload, const std::string& rule) {
    for (const Json& check : upload["checks"])
      if (check["rule"] == rule) return check["result"];
    return "unheard of";
  }
  http::Response appeal(const std::string& id, const std::string& vendor = "acme") {
    return ask("POST", "/api/v1/uploads/" + id + "/appeal", tokens_[vendor],
               {{"text", "It is ours."}});
  }
  http::Response answer(const std::string& id, const std::string& outcome) {
    return ask("POST", "/api/v1/uploads/" + id + "/appeal/answer", tokens_["operator"],
               {{"outcome", outcome}, {"answer", "looked again"}});
  }
  std::vector<std::string> trail(const std::string& id) {
    std::vector<std::string> kinds;
    const Json history =
        json(ask("GET", "/api/v1/uploads/" + id + "/history", tokens_["operator"]));
    for (const Json& event : history["events"])
      kinds.push_back(event["actor"].get<std::string>() + " " + event["kind"].get<std::string>());
    return kinds;
  }
  Json attestation(const Json& upload, const crypto::SigningKey& key) {
    const Review review{.sha256 = upload["sha256"],
                        .plugin = upload["plugin_id"],
                        .version = upload["version"],
                        .level = ReviewLevel::reviewed,
                        .decided_at_ms = clock_.now_ms(),
                        .reviewer = "Ada",
                        .reason = "fine"};
    return crypto::dsse_sign(kReviewPayloadType, review_payload(review).value(), key);
  }
  // Rejected by a check that the operator may soften.
  Json rejected_by_order() {
    release({.version = "2.0.0"});
    return submit(package({.version = "1.5.0"}));
  }
};

TEST_P(MarketReviewTest, ABillOfMaterialsIsRequiredAndMustNameTheFiles) {
  const std::string good = package({});
  const auto without = testing::edited_package(good, keys_.at("acme"), [](auto& members, Json&) {
    members.erase(std::string(package::kSbomMember));
  });
  const auto stale = testing::edited_package(
      good, keys_.at("acme"), [](auto& members, Json&) { members["more.txt"] = "unheard of"; });
  const auto wrong = testing::edited_package(good, keys_.at("acme"), [](auto& members, Json&) {
    members[std::string(package::kSbomMember)] = "{}";
  });

  EXPECT_EQ(first_rule(submit(without)), "sbom.missing");
  EXPECT_EQ(first_rule(submit(stale)), "sbom.files");
  EXPECT_EQ(first_rule(submit(wrong)), "sbom.form");
  const Json refused = submit(without);
  EXPECT_EQ(refused["state"], "REJECTED");
  EXPECT_EQ(refused["findings"][0]["file"], "sbom.cdx.json");
  EXPECT_NE(refused["findings"][0]["fix"], "");
}

TEST_P(MarketReviewTest, EachCheckTellsWhatItCameTo) {
  const Json passed = submit(package({}));

  EXPECT_EQ(passed["state"], "PASSED") << passed.dump();
  EXPECT_EQ(result_of(passed, "sbom.files"), "passed");
  EXPECT_EQ(result_of(passed, "vendor.signature"), "passed");
  EXPECT_EQ(result_of(passed, "library.entry"), "off") << "as this market's policy says";
  EXPECT_EQ(result_of(passed, "trial"), "not run") << "this market has no checker";
  EXPECT_EQ(result_of(passed, "malware.scan"), "not run");
  EXPECT_EQ(result_of(rejected_by_order(), "version.order"), "found");
}

TEST_P(MarketReviewTest, AnAppealIsAnsweredAndAnOverturnedRejectionIsDecidedAnew) {
  const std::string id = rejected_by_order()["operation_id"];

  EXPECT_EQ(appeal(id, "other").status, 404);
  ASSERT_EQ(appeal(id).status, 200);
  EXPECT_EQ(appeal(id).status, 200) << "the same words again";
  const Json queue = json(ask("GET", "/api/v1/queue", tokens_["operator"]));
  ASSERT_EQ(queue["appeals"].size(), 1U);
  EXPECT_EQ(queue["appeals"][0]["appeal"]["text"], "It is ours.");
  const auto answered = answer(id, "overturned");
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(json(answered)["state"], "QUARANTINED");
  EXPECT_EQ(answer(id, "upheld").status, 409) << "answered before";
  ASSERT_EQ(decide(id, "approve").status, 200);

  EXPECT_EQ(trail(id), (std::vector<std::string>{"vendor acme received", "market checked",
                                                 "vendor acme appealed", "operator answered",
                                                 "operator decided"}));
}

TEST_P(MarketReviewTest, AnUpheldRejectionStaysOne) {
  const std::string id = submit(package({}))["operation_id"];
  ASSERT_EQ(decide(id, "reject").status, 200);
  ASSERT_EQ(appeal(id).status, 200);

  const Json upheld = json(answer(id, "upheld"));

  EXPECT_EQ(upheld["decision"], "reject");
  EXPECT_EQ(upheld["appeal"]["outcome"], "upheld");
  EXPECT_EQ(upheld["appeal"]["answer"], "looked again");
  EXPECT_EQ(decide(id, "approve").status, 409);
}

TEST_P(MarketReviewTest, NoAppealReachesASignatureOrAPackageThatWasNotRejected) {
  const Json unsigned_one = submit(testing::unsigned_package({}));
  EXPECT_EQ(appeal(unsigned_one["operation_id"]).status, 409);
  EXPECT_EQ(appeal(submit(package({}))["operation_id"]).status, 409);
}

TEST_P(MarketReviewTest, BytesOfARejectedPackageAreKeptForTheTimeOfAnAppeal) {
  const std::string id = submit(package({}))["operation_id"];
  ASSERT_EQ(decide(id, "reject").status, 200);
  clock_.advance(kAppealWindowMs - 1000);
  ASSERT_TRUE(sweep_quarantine(*market_));
  EXPECT_TRUE(std::filesystem::exists(market_->quarantine / (id + ".kpkg")));

  clock_.advance(2000);
  ASSERT_TRUE(sweep_quarantine(*market_));

  EXPECT_FALSE(std::filesystem::exists(market_->quarantine / (id + ".kpkg")));
  EXPECT_EQ(appeal(id).status, 409);
}

TEST_P(MarketReviewTest, AnAttestationOfTheVeryPackageIsServedBesideIt) {
  const auto key = crypto::SigningKey::generate();
  const Json waiting = submit(package({}));
  const std::string id = waiting["operation_id"], sha256 = waiting["sha256"];
  Json of_another = waiting;
  of_another["sha256"] = std::string(64, 'f');
  const auto decide_with = [&](const Json& envelope) {
    return ask("POST", "/api/v1/uploads/" + id + "/decision", tokens_["operator"],
               {{"decision", "approve"}, {"reason", "fine"}, {"attestation", envelope}});
  };

  EXPECT_EQ(decide_with(attestation(of_another, key)).status, 400);
  EXPECT_EQ(decide_with({{"payload", "x"}}).status, 400);
  EXPECT_EQ(ask("GET", "/packages/" + sha256 + ".review.dsse").status, 404);
  ASSERT_EQ(decide_with(attestation(waiting, key)).status, 200);

  const auto served = ask("GET", "/packages/" + sha256 + ".review.dsse");
  ASSERT_EQ(served.status, 200);
  const auto review = verify_review(served.body, sha256,
                                    {{.key = key.public_key(), .levels = {ReviewLevel::reviewed}}});
  ASSERT_TRUE(review) << review.error().message;
  EXPECT_EQ(review->reviewer, "Ada");
}

TEST_P(MarketReviewTest, AScannerThatIsAwayIsTheMarketsFaultAndTheChecksRunLater) {
  market_->means.clamd =
      review::Clamd::create("unix:" + (folder_ / "nobody.sock").string()).value();
  const std::string bytes = package({});
  EXPECT_EQ(upload("acme", bytes).status, 503);
  const std::string path = "/api/v1/uploads/" + operation_id_of("acme", crypto::sha256_hex(bytes));
  EXPECT_EQ(json(ask("GET", path, tokens_["acme"]))["state"], "ERRORED");

  market_->means.clamd.reset();
  clock_.advance(61'000);
  ASSERT_TRUE(resume_reviews(*market_));

  EXPECT_EQ(json(ask("GET", path, tokens_["acme"]))["state"], "PASSED");
}

TEST_P(MarketReviewTest, TwoVendorsWithTheSameBytesDoNotTouchEachOther) {
  const std::string bytes = package({});
  const std::string id = submit(bytes)["operation_id"];

  EXPECT_EQ(first_rule(json(upload("other", bytes))), "vendor.namespace");

  EXPECT_EQ(decide(id, "approve").status, 200);
}

TEST_P(MarketReviewTest, TheTrailOfAllIsTheOperatorsAndAVendorSeesItsOwn) {
  const std::string id = submit(package({}))["operation_id"];
  const std::string history = "/api/v1/uploads/" + id + "/history";

  EXPECT_EQ(ask("GET", history, tokens_["acme"]).status, 200);
  EXPECT_EQ(ask("GET", history, tokens_["other"]).status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/reviews/audit", tokens_["acme"]).status, 403);
  const Json audit = json(ask("GET", "/api/v1/reviews/audit", tokens_["operator"]));
  ASSERT_EQ(audit["events"].size(), 2U);
  EXPECT_EQ(audit["events"][0]["kind"], "checked");
  const std::string newest = audit["events"][0]["event_id"];
  EXPECT_EQ(
      json(ask("GET", "/api/v1/reviews/audit?before=" + newest, tokens_["operator"]))["events"]
          .size(),
      1U);
}

INSTANTIATE_TEST_SUITE_P(Databases, MarketReviewTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace

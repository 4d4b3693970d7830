#include "base/core/bytes.hpp"
#include "tests/integration/marketplace/market_process.hpp"
#include "tests/integration/marketplace/name_server.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kHello = "example.hello-cpp";

// What vendors and the operator do to what is released, by the programs they have.
class VendorProgramsTest : public MarketProcess {
 protected:
  // A verb of the vendor of the test, with its key.
  testing::Outcome verb(testing::Arguments words) const {
    words.insert(words.end(), {"--vendor", "example", "--key", vendor_key_});
    return vendor(std::move(words));
  }
  // The same of another vendor, whose files lie beside.
  testing::Outcome other(testing::Arguments words, bool with_key = true) const {
    words.insert(words.end(), {"--vendor", "umbrella", "--market", url(), "--token-file",
                               folder_ / "umbrella.token"});
    if (with_key) words.insert(words.end(), {"--key", folder_ / "umbrella.key"});
    return testing::run("kontor-vendor", words);
  }
  testing::Outcome register_other() const {
    return other({"register", "--contact", "dev@umbrella.example"});
  }
  // The release as the catalogue shows it.
  Json shown() const {
    const auto listing = get(std::string("/api/v1/catalogue/") + kHello);
    return listing ? listing->at("versions").at(0) : Json();
  }
  std::int64_t role_version(const std::string& vendor) const {
    const auto snapshot = http::Client::create(url()).value()->get("/tuf/timestamp.json");
    const Json timestamp = Json::parse(snapshot->body);
    const auto number = timestamp["signed"]["meta"]["snapshot.json"]["version"];
    const auto body =
        http::Client::create(url()).value()->get("/tuf/" + number.dump() + ".snapshot.json");
    return Json::parse(body->body)["signed"]["meta"]["vendor." + vendor + ".json"]["version"];
  }
};

TEST_F(VendorProgramsTest, AReleaseIsYankedDeprecatedRolledOutMovedAndRenewed) {
  start_market();
  register_and_approve();
  release_hello();
  const std::string release = std::string(kHello) + "@1.0.0";

  const auto yanked = verb({"yank", release, "--reason", "it loses notes"});
  ASSERT_EQ(yanked.status, 0) << yanked.output;
  EXPECT_EQ(shown()["yanked"]["reason"], "it loses notes");
  const auto again = verb({"yank", release, "--undo"});
  ASSERT_EQ(again.status, 0) << again.output;
  EXPECT_TRUE(shown()["yanked"].is_null());

  const auto old = verb({"deprecate", kHello, "--reason", "there is a better one", "--successor",
                         "example.hello-next"});
  ASSERT_EQ(old.status, 0) << old.output;
  EXPECT_EQ(shown()["deprecated"]["successor"], "example.hello-next");

  const auto share = verb({"rollout", release, "--percent", "25"});
  ASSERT_EQ(share.status, 0) << share.output;
  EXPECT_EQ(shown()["rollout"]["percent"], 25);

  const auto moved = verb({"channel", release, "beta"});
  ASSERT_EQ(moved.status, 0) << moved.output;
  EXPECT_EQ(shown()["channel"], "beta");

  const auto before = role_version("example");
  const auto renewed = verb({"renew"});
  ASSERT_EQ(renewed.status, 0) << renewed.output;
  EXPECT_EQ(role_version("example"), before + 1);

  const auto unknown = verb({"yank", std::string(kHello) + "@7.0.0"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_NE(unknown.output.find("names no release"), std::string::npos) << unknown.output;
  EXPECT_NE(verb({"rollout", release, "--percent", "0"}).status, 0);
  EXPECT_NE(verb({"channel", release, "nightly"}).status, 0);
  EXPECT_EQ(role_version("example"), before + 1);
}

TEST_F(VendorProgramsTest, ReleasesAreSpreadOverBinsWorkedOnThereAndGatheredAgain) {
  start_market();
  register_and_approve();
  release_hello();
  const std::string release = std::string(kHello) + "@1.0.0";

  const auto spread = verb({"bins", "--bits", "2"});
  ASSERT_EQ(spread.status, 0) << spread.output;
  EXPECT_EQ(shown()["version"], "1.0.0");
  const auto yanked = verb({"yank", release, "--reason", "it loses notes"});
  ASSERT_EQ(yanked.status, 0) << yanked.output;
  EXPECT_EQ(shown()["yanked"]["reason"], "it loses notes");
  const auto renewed = verb({"renew"});
  ASSERT_EQ(renewed.status, 0) << renewed.output;
  const auto published_again = publish(folder_ / "hello.kpkg");
  EXPECT_EQ(published_again.status, 0) << published_again.output;
  EXPECT_EQ(verb({"yank", std::string(kHello) + "@7.0.0"}).status, 1);

  const auto gathered = verb({"bins", "--bits", "0"});
  ASSERT_EQ(gathered.status, 0) << gathered.output;
  const auto back = verb({"yank", release, "--undo"});
  ASSERT_EQ(back.status, 0) << back.output;
  EXPECT_TRUE(shown()["yanked"].is_null());
}

TEST_F(VendorProgramsTest, ADomainIsProvenByItsRecordAndItsVendorApprovedWithoutAsking) {
  std::atomic<bool> there = false;
  std::string challenge;  // Written before `there`.
  const testing::NameServer names([&](const testing::NameServer::Query& query) {
    if (!there || query.name != "_kontor-challenge.umbrella.example")
      return std::vector{testing::NameServer::message(query, {}, testing::NameServer::kNoSuchName)};
    return std::vector{testing::NameServer::message(
        query, {{testing::NameServer::kTxt, testing::NameServer::pieces({challenge})}})};
  });
  start_market({"--dns-server", names.address()});
  ASSERT_EQ(register_other().status, 0);

  const auto claimed = other({"claim", "umbrella.example", "--json"}, /*with_key=*/false);
  ASSERT_EQ(claimed.status, 0) << claimed.output;
  const auto early = other({"claim", "--check"}, /*with_key=*/false);
  EXPECT_EQ(early.status, 1);
  EXPECT_NE(early.output.find("has no TXT record"), std::string::npos) << early.output;
  const auto nobody = as_operator({"approve-proven", "--keys", data_ / "keys"});
  ASSERT_EQ(nobody.status, 0) << nobody.output;
  EXPECT_TRUE(Json::parse(nobody.output)["approved"].empty()) << nobody.output;

  challenge = Json::parse(claimed.output)["value"];
  there = true;
  const auto proven = other({"claim", "--check", "--json"}, /*with_key=*/false);
  ASSERT_EQ(proven.status, 0) << proven.output;
  EXPECT_EQ(Json::parse(proven.output)["state"], "proven");
  const auto approved = as_operator({"approve-proven", "--keys", data_ / "keys"});
  ASSERT_EQ(approved.status, 0) << approved.output;

  EXPECT_EQ(Json::parse(approved.output)["approved"][0]["vendor"], "umbrella");
  const auto status = other({"status", "--json"}, /*with_key=*/false);
  EXPECT_EQ(Json::parse(status.output)["state"], "active") << status.output;
}

TEST_F(VendorProgramsTest, APluginChangesHandsAndItsReleasesStayInTheCatalogue) {
  start_market({"--transfer-hold-days", "0"});
  register_and_approve();
  release_hello();
  ASSERT_EQ(register_other().status, 0);
  ASSERT_EQ(as_operator({"approve-vendor", "umbrella", "--keys", data_ / "keys"}).status, 0);
  const auto paper = folder_ / "transfer.json";

  const auto offered =
      testing::run("kontor-vendor", {"transfer", "offer", kHello, "--to", "umbrella", "--out",
                                     paper, "--vendor", "example", "--key", vendor_key_});
  ASSERT_EQ(offered.status, 0) << offered.output;
  const auto accepted = other({"transfer", "accept", paper});
  ASSERT_EQ(accepted.status, 0) << accepted.output;
  const auto early = other({"transfer", "finish", kHello});
  EXPECT_EQ(early.status, 1);
  EXPECT_NE(early.output.find("not delegated"), std::string::npos) << early.output;
  const auto completed = as_operator({"transfer", kHello, "--keys", data_ / "keys"});
  ASSERT_EQ(completed.status, 0) << completed.output;
  const auto finished = other({"transfer", "finish", kHello});
  ASSERT_EQ(finished.status, 0) << finished.output;

  const auto listing = get(std::string("/api/v1/catalogue/") + kHello);
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->at("vendor"), "umbrella");
  EXPECT_EQ(listing->at("versions").size(), 1U);
  EXPECT_EQ(verb({"yank", std::string(kHello) + "@1.0.0", "--reason", "mine"}).status, 1)
      << "the old vendor speaks for it no more";
}

TEST_F(VendorProgramsTest, ATransferIsTakenBackWhileItIsHeld) {
  start_market({"--transfer-hold-days", "7"});
  register_and_approve();
  release_hello();
  ASSERT_EQ(register_other().status, 0);
  ASSERT_EQ(as_operator({"approve-vendor", "umbrella", "--keys", data_ / "keys"}).status, 0);
  const auto paper = folder_ / "transfer.json";
  ASSERT_EQ(testing::run("kontor-vendor", {"transfer", "offer", kHello, "--to", "umbrella", "--out",
                                           paper, "--vendor", "example", "--key", vendor_key_})
                .status,
            0);
  ASSERT_EQ(other({"transfer", "accept", paper}).status, 0);

  EXPECT_EQ(as_operator({"transfer", kHello, "--keys", data_ / "keys"}).status, 1) << "it is held";
  const auto withdrawn = vendor({"transfer", "withdraw", kHello, "--vendor", "example"});
  ASSERT_EQ(withdrawn.status, 0) << withdrawn.output;

  const auto listing = get(std::string("/api/v1/catalogue/") + kHello);
  EXPECT_TRUE(listing->at("transfer").is_null()) << listing->dump();
  EXPECT_EQ(listing->at("vendor"), "example");
}

}  // namespace
}  // namespace kontor::marketplace

#include <fstream>

#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class LoadTrustTest : public TrustTest {
 protected:
  void SetUp() override {
    TrustTest::SetUp();
    release("1.0.0");
    ASSERT_TRUE(install_release());
    evidence = data / "plugins" / kSteady / "1.0.0" / ".evidence";
  }
  std::filesystem::path evidence;
};

TEST_F(LoadTrustTest, WithoutAMarketAndLongAfterEverythingExpiredAPluginIsLoaded) {
  std::filesystem::remove_all(site->folder() / "tuf");
  time.advance(400 * kDayMs);

  restart_host();

  EXPECT_EQ(state(), "running");
  EXPECT_FALSE(install_release());
}

TEST_F(LoadTrustTest, AProofThatIsGoneOrOfAnotherPackageIsNotLoaded) {
  const std::string proof = read_file(evidence / "package.proof", 1 << 20).value();
  std::filesystem::remove(evidence / "package.proof");
  restart_host();
  EXPECT_EQ(state(), "failed");
  EXPECT_NE(shown()["health"]["detail"].get<std::string>().find("is gone"), std::string::npos)
      << shown()["health"];

  std::string other = proof;
  other[other.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(evidence / "package.proof", other));
  restart_host();
  EXPECT_EQ(state(), "failed");

  ASSERT_TRUE(write_file(evidence / "package.proof", proof));
  restart_host();
  EXPECT_EQ(state(), "running");
}

TEST_F(LoadTrustTest, AnAttestationThatWasChangedIsNotLoaded) {
  const auto file = evidence / "package.review.dsse";
  Json review = parse_json(read_file(file, 1 << 20).value()).value();
  review["payload"] = "e30=";
  ASSERT_TRUE(write_file(file, to_text(review)));

  restart_host();

  EXPECT_EQ(state(), "failed");
}

TEST_F(LoadTrustTest, ANewKeyOfTheLogNeverStopsWhatIsInstalled) {
  const auto origin = marketplace::default_log_origin(site->log_key.public_key());
  const auto next = crypto::SigningKey::generate();
  const auto policy = marketplace::new_log_policy(origin, next.public_key()).value();
  const std::string keys = to_text(marketplace::log_keys_json(policy));
  site->repository.add_target("targets", marketplace::kLogKeysPath, keys);
  site->put("tuf/targets/" + marketplace::stored_path(marketplace::kLogKeysPath, keys), keys);
  site->publish();
  EXPECT_FALSE(market->refresh()) << "the log is not signed by its new key yet";

  restart_host();

  EXPECT_EQ(state(), "running");
}

}  // namespace
}  // namespace kontor::host

#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class MirrorsTest : public TrustTest {
 protected:
  std::filesystem::path copy_of_site(const std::string& name) {
    const auto copy = place / name;
    std::filesystem::remove_all(copy);
    std::filesystem::copy(site->folder(), copy, std::filesystem::copy_options::recursive);
    return copy;
  }
  void use(const std::vector<std::filesystem::path>& folders) {
    urls.clear();
    for (const auto& folder : folders) urls.push_back("file://" + folder.string());
    restart_host();
  }
};

TEST_F(MirrorsTest, TheNextOneIsAskedWhereOneDoesNotAnswerOrDoesNotVerify) {
  release("1.0.0");
  const auto stale = copy_of_site("stale");
  release("2.0.0");
  ASSERT_TRUE(market->refresh());
  const auto good = copy_of_site("good");

  use({place / "nowhere", stale, good});

  ASSERT_TRUE(market->refresh());
  EXPECT_EQ(market->find(kSteady, "")->version, "2.0.0");
  EXPECT_TRUE(install_release("2.0.0"));
}

TEST_F(MirrorsTest, AStaleMirrorAloneIsARollBackAndRefused) {
  release("1.0.0");
  const auto stale = copy_of_site("stale");
  release("2.0.0");
  ASSERT_TRUE(market->refresh());

  use({stale});

  const Status refused = market->refresh();
  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "version_rolled_back") << refused.error().message;
  EXPECT_FALSE(install_release());
}

TEST_F(MirrorsTest, AMirrorThatServesOtherBytesIsPassedOver) {
  release("1.0.0");
  const auto bad = copy_of_site("bad");
  const auto good = copy_of_site("good");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bad / "tuf/targets"))
    if (entry.path().extension() == ".kpkg") {
      std::string bytes = read_file(entry.path(), 1 << 26).value();
      bytes[bytes.size() / 2] ^= 1;
      ASSERT_TRUE(write_file(entry.path(), bytes));
    }

  use({bad});
  const auto refused = install_release();
  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "hash_mismatch") << refused.error().message;
  use({bad, good});
  EXPECT_TRUE(install_release());
}

TEST_F(MirrorsTest, AClockThatIsSetBackMakesNothingFreshAgain) {
  release("1.0.0");
  ASSERT_TRUE(market->refresh());
  const TimeMs then = time.now_ms();
  const auto old = copy_of_site("old");
  time.advance(60 * kDayMs);
  // Somebody keeps signing, so this host learns how late it is.
  site->repository.expires.otherwise = time.now_ms() + 30 * kDayMs;
  site->repository.publish_root();
  site->publish();
  ASSERT_TRUE(market->refresh());

  // Everything the host has would be fresh at the time the clock is set back to.
  time.advance(60 * kDayMs);
  site->repository.expires.otherwise = time.now_ms() - kDayMs;
  site->publish();
  time.set_wall_clock(then + 55 * kDayMs);
  const Status looked = market->refresh();
  EXPECT_TRUE(looked) << "this host has seen nothing later than the end of these roles";

  time.set_wall_clock(then + 200 * kDayMs);
  site->repository.expires.otherwise = time.now_ms() + kDayMs;
  site->repository.publish_root();
  site->publish();
  ASSERT_TRUE(market->refresh());
  site->repository.expires.otherwise = time.now_ms() - kDayMs;
  site->publish();
  time.set_wall_clock(then);
  restart_host();
  const Status refused = market->refresh();
  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "expired_metadata");
  EXPECT_NE(refused.error().message.find("clock is behind"), std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace kontor::host

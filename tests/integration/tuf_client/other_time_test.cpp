#include "tests/integration/tuf_client/client_fixture.hpp"

// kontor-tuf where the system's clock says something else, as test benches run it: faketime is
// preloaded and the program is as built. Not with sanitizers, whose runtime has to come first.
namespace kontor::testing {
namespace {

constexpr const char* kFakeTime = "/usr/lib/" KONTOR_MULTIARCH "/faketime/libfaketimeMT.so.1";
constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

class OtherTimeTest : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    ASSERT_TRUE(std::filesystem::exists(kFakeTime)) << "Debian's faketime brings it";
    add_target("targets", "a/file", "its bytes");
    repository.expires = {now + 90 * kDayMs, {{"timestamp", now + 2 * kDayMs}}};
    repository.publish();
    ASSERT_EQ(init().status, 0);
  }

  // Runs while the clock is `shift` ("+3d") away.
  Outcome at(const char* shift, const std::function<Outcome()>& what) {
    ::setenv("LD_PRELOAD", kFakeTime, 1);
    ::setenv("FAKETIME", shift, 1);
    Outcome outcome = what();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("FAKETIME");
    return outcome;
  }

  TimeMs now = SystemClock().now_ms();
};

TEST_F(OtherTimeTest, MetadataThatIsFreshIsTakenAndWhatExpiredBeforeThatTimeIsNot) {
  EXPECT_EQ(at("+1d", [this] { return refresh(); }).status, 0);
  const auto before = content(metadata);

  const Outcome late = at("+3d", [this] { return refresh(); });

  EXPECT_EQ(late.status, 1);
  EXPECT_NE(late.output.find("expired"), std::string::npos) << late.output;
  EXPECT_EQ(content(metadata), before);
  EXPECT_EQ(at("+3d", [this] { return download({"a/file"}); }).status, 1);
  EXPECT_TRUE(content(targets).empty());
}

TEST_F(OtherTimeTest, ARepositoryThatGoesOnSigningIsFollowedAtThatTime) {
  ASSERT_EQ(refresh().status, 0);
  repository.expires.by_role.clear();
  repository.publish();

  EXPECT_EQ(at("+20d", [this] { return download({"a/file"}); }).status, 0);

  EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"a/file", "its bytes"}}));
}

TEST_F(OtherTimeTest, AClockThatIsSetBackBringsNoOlderMetadataBack) {
  const auto old = repository.files;
  repository.expires.by_role.clear();
  repository.publish();
  ASSERT_EQ(at("+20d", [this] { return refresh(); }).status, 0);
  const auto before = content(metadata);

  repository.files = old;  // All of it fresh at the time the clock goes back to.
  const Outcome back = refresh();

  EXPECT_EQ(back.status, 1);
  EXPECT_EQ(content(metadata), before);
}

TEST_F(OtherTimeTest, ADelegatedRoleThatExpiredOffersNothingUntilItIsRenewed) {
  repository.expires = {now + 90 * kDayMs, {{"delegated", now + 7 * kDayMs}}};
  repository.delegate("targets", "delegated", {"dir/*"});
  for (const char* path : {"dir/first", "dir/second"}) add_target("delegated", path, "bytes");
  repository.publish();
  ASSERT_EQ(download({"dir/first"}).status, 0);

  EXPECT_EQ(at("+18d", [this] { return download({"dir/second"}); }).status, 1);
  EXPECT_FALSE(content(targets).contains("dir/second"));
  repository.expires.by_role.clear();
  repository.publish();

  EXPECT_EQ(at("+18d", [this] { return download({"dir/second"}); }).status, 0);
  EXPECT_TRUE(content(targets).contains("dir/second"));
}

}  // namespace
}  // namespace kontor::testing

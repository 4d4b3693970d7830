#include "tests/hostile/host/tenants.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::host {
namespace {

constexpr int kExhausted = 6;

// Time stands still: what a plugin may do in a second is all it may do.
class TenantsFloodTest : public TenantsTest {
 protected:
  const Clock& plugins_clock() override { return still; }
  testing::FakeClock still;
};

TEST_F(TenantsFloodTest, OfEventsIsCutAndThePluginNamed) {
  const Json got = this->got("events");

  EXPECT_EQ(got["status"], kExhausted) << got;
  EXPECT_EQ(got["sent"], 1000);
  EXPECT_NE(to_text(got["answer"]).find("test.tenant"), std::string::npos) << got;
}

TEST_F(TenantsFloodTest, OfTheStorageEndsAtItsQuotaAndThePluginIsNamed) {
  const Json got = this->got("storage");

  EXPECT_EQ(got["status"], kExhausted) << got;
  EXPECT_LE(got["kept"], 65);  // 16 KiB each of 1 MiB.
  EXPECT_NE(to_text(got["answer"]).find("test.tenant has used up its storage"), std::string::npos)
      << got;
  const auto again = this->got("storage");
  EXPECT_EQ(again["status"], kExhausted) << again;
}

TEST_F(TenantsFloodTest, OfTheLogIsCutAndCounted) {
  EXPECT_EQ(got("log")["sent"], 100'000);

  const Json shown = *plugins->inspect("test.tenant");
  EXPECT_LE(shown["log"].size(), 1000U);
  EXPECT_EQ(state(), "running");
}

}  // namespace
}  // namespace kontor::host

#include "sdk/runtime/mailbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace kontor::runtime {
namespace {

class MailboxTest : public ::testing::Test {
 protected:
  MailboxTest()
      : mine(SharedMail::create()),
        theirs(SharedMail::open(Descriptor(::fcntl(mine->descriptor(), F_DUPFD_CLOEXEC, 0)))) {}

  Result<SharedMail> mine;
  Result<SharedMail> theirs;
  std::string read;
};

TEST_F(MailboxTest, CarriesOneMessageAtATimeEachWay) {
  EXPECT_TRUE(mine->put("head ", "operation ", "text"));
  EXPECT_FALSE(mine->put("", "", "too early"));
  EXPECT_TRUE(theirs->put("", "", "back"));

  EXPECT_EQ(theirs->take(read), 1);
  EXPECT_EQ(read, "head operation text");
  EXPECT_EQ(theirs->take(read), 0);
  EXPECT_TRUE(mine->put("", "", "next"));
  read.clear();
  EXPECT_EQ(mine->take(read), 1);
  EXPECT_EQ(read, "back");
}

TEST_F(MailboxTest, RefusesAMessageThatDoesNotFit) {
  EXPECT_FALSE(mine->put("h", "", std::string(kMailBytesMax, 'x')));
  EXPECT_TRUE(mine->put("h", "", std::string(kMailBytesMax - 1, 'x')));
}

TEST_F(MailboxTest, DoesNotBelieveASizeBeyondTheMemory) {
  for (const std::uint32_t lie : {0U, static_cast<std::uint32_t>(kMailBytesMax) + 1, ~0U}) {
    theirs->out().size = lie;
    theirs->out().put.store(theirs->out().put.load() + 1);

    EXPECT_EQ(mine->take(read), -1) << lie;
  }
}

TEST_F(MailboxTest, OpensSealedMemoryOfItsOwnSizeAlone) {
  Descriptor unsealed(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::ftruncate(unsealed.get(), 1 << 20), 0);

  EXPECT_FALSE(SharedMail::open(std::move(unsealed)));
  EXPECT_FALSE(SharedMail::open(Descriptor(::open("/dev/null", O_RDWR | O_CLOEXEC))));
  EXPECT_NE(::ftruncate(mine->descriptor(), 0), 0);
}

}  // namespace
}  // namespace kontor::runtime

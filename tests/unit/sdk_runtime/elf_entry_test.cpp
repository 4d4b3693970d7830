#include "sdk/runtime/elf_entry.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {
namespace {

class ElfEntryTest : public ::testing::Test {
 protected:
  std::string file = *read_file(fixture_file("behaving"), std::size_t{64} << 20);
};

TEST_F(ElfEntryTest, ReadsTheEntryWithoutLoadingTheFile) {
  const auto entry = check_elf_entry(file, "test.behaving", "1.0.0");

  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(entry->id, "test.behaving");
  EXPECT_EQ(entry->version, "1.0.0");
  EXPECT_EQ(entry->abi_major, 1);
  EXPECT_EQ(entry->abi_minor, 0);
}

TEST_F(ElfEntryTest, RefusesWhatIsNoLibrary) {
  for (const std::string& bytes : {std::string(), std::string("#!/bin/sh\n"),
                                   std::string("\x7f"
                                               "ELF"),
                                   std::string(100, '\0'), file.substr(0, 64)})
    EXPECT_FALSE(read_elf_entry(bytes));
}

TEST_F(ElfEntryTest, SurvivesEveryTruncationOfItsHeaders) {
  for (std::size_t size = 0; size < 2000; size += 7)
    EXPECT_FALSE(read_elf_entry(file.substr(0, size)));
}

TEST_F(ElfEntryTest, SurvivesRandomDamage) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = file;
    for (int change = 0; change < 4; ++change)
      damaged[random() % 8192] = static_cast<char>(random());
    const auto entry = read_elf_entry(damaged);
    EXPECT_TRUE(!entry || entry->id.size() <= 200U);
  }
}

TEST(ElfAbiTest, NamesBothNumbersOfARefusedAbi) {
  EXPECT_TRUE(check_abi(1, 0));
  const auto major = check_abi(2, 0);
  const auto minor = check_abi(1, 7);

  ASSERT_FALSE(major);
  EXPECT_NE(major.error().message.find("ABI 2.0, this host speaks 1.0"), std::string::npos);
  ASSERT_FALSE(minor);
  EXPECT_NE(minor.error().message.find("ABI 1.7, this host speaks 1.0"), std::string::npos);
}

TEST(ElfNeededTest, AllowsTheCLibraryOnly) {
  EXPECT_TRUE(check_needed({"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}));
  EXPECT_FALSE(check_needed({"libc.so.6", "libcurl.so.4"}));
}

}  // namespace
}  // namespace kontor::runtime

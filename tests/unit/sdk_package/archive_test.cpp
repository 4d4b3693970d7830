#include "sdk/package/archive.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "tests/unit/sdk_package/hand_made_zip.hpp"

namespace kontor::package {
namespace {

TEST(Archive, ReadsBackWhatWasWritten) {
  const std::string text(60000, 'x');
  const auto bytes = write_archive({{"plugin.so",
                                     "\x7f"
                                     "ELF"},
                                    {"locales/en.json", text},
                                    {"a", ""}});
  ASSERT_TRUE(bytes) << bytes.error().message;

  const auto archive = Archive::from_bytes(*bytes);

  ASSERT_TRUE(archive);
  ASSERT_EQ(archive->members().size(), 3U);
  EXPECT_EQ(*archive->read("a", 0), "");
  EXPECT_EQ(*archive->read("locales/en.json", text.size()), text);
  EXPECT_EQ(*archive->read("plugin.so", 100),
            "\x7f"
            "ELF");
  EXPECT_EQ(archive->sha256_hex(), crypto::sha256_hex(*bytes));
}

TEST(Archive, IsTheSameBytesWhateverTheOrder) {
  const auto one = write_archive({{"b", "2"}, {"a", "1"}});
  const auto two = write_archive({{"a", "1"}, {"b", "2"}});
  ASSERT_TRUE(one && two);
  EXPECT_EQ(*one, *two);
}

TEST(Archive, StoresLibrariesAndDeflatesTheRest) {
  const std::string long_text(5000, 'x');
  const auto archive =
      Archive::from_bytes(*write_archive({{"plugin.so", long_text}, {"text.json", long_text}}));
  ASSERT_TRUE(archive);

  EXPECT_FALSE(archive->find("plugin.so")->deflated);
  EXPECT_TRUE(archive->find("text.json")->deflated);
  EXPECT_LT(archive->find("text.json")->packed_size, 100U);
}

TEST(Archive, EqualsTheTestVectorOfItsFormatPage) {
  const auto bytes = write_archive({{"a.txt", "alpha"}, {"b.txt", "beta"}});
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, two_members().bytes());
  EXPECT_EQ(crypto::sha256_hex(*bytes),
            "2d69b8e385a5cfbd49901d1d89d66426eab8b2771c3ca1a61bf9c6304910727a");
}

TEST(Archive, IsReadFromAFileInOnePassWithItsHash) {
  char folder[] = "/tmp/kontor-archive-XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::filesystem::path file = std::filesystem::path(folder) / "p.kpkg";
  const auto bytes = write_archive({{"plugin.so", std::string(3U << 20, 's')}});
  ASSERT_TRUE(write_file(file, *bytes));

  const auto archive = Archive::open(file);

  ASSERT_TRUE(archive) << archive.error().message;
  EXPECT_EQ(archive->sha256_hex(), crypto::sha256_hex(*bytes));
  EXPECT_EQ(archive->bytes(), *bytes);
  EXPECT_EQ(Archive::open(file.string() + ".none").error().code, ErrorCode::not_found);
  EXPECT_EQ(Archive::open(folder).error().code, ErrorCode::invalid_argument);
  std::filesystem::remove_all(folder);
}

TEST(Archive, KeepsTheLimitOfAReader) {
  const auto archive = Archive::from_bytes(two_members().bytes());
  ASSERT_TRUE(archive);

  EXPECT_EQ(archive->read("a.txt", 4).error().code, ErrorCode::exhausted);
  EXPECT_EQ(archive->read("c.txt", 4).error().code, ErrorCode::not_found);
}

TEST(Archive, IsTheSameBytesMadeAnewFromItsMembers) {
  const auto bytes = write_archive({{"plugin.so", std::string(5000, 's')},
                                    {"locales/en.json", std::string(5000, 'x')},
                                    {"a", ""}});
  EXPECT_EQ(reassembled(Archive::from_bytes(*bytes).value()), *bytes);
}

TEST(Archive, StopsWhenTheSinkFails) {
  const auto archive = Archive::from_bytes(two_members().bytes());
  ASSERT_TRUE(archive);

  const Status status = archive->read(*archive->find("a.txt"), [](std::string_view) -> Status {
    return Error{ErrorCode::unavailable, "disk full"};
  });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "disk full");
}

TEST(Archive, WriterRefusesWhatTheReaderWould) {
  EXPECT_FALSE(write_archive({}));
  EXPECT_FALSE(write_archive({{"a", "1"}, {"a", "2"}}));
  EXPECT_FALSE(write_archive({{"a", "1"}, {"A", "2"}}));
  EXPECT_FALSE(write_archive({{"../a", "1"}}));
}

}  // namespace
}  // namespace kontor::package

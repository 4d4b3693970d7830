#include "base/crypto/sealed_stream.hpp"

#include <gtest/gtest.h>

namespace kontor::crypto {
namespace {

const std::string kStreamKey(32, 'k');

std::string sealed_stream(const std::string& plain, std::size_t piece = 10'000) {
  SystemRandom random;
  std::string out;
  SealingWriter writer(kStreamKey, random, [&](std::string_view bytes) {
    out += bytes;
    return ok();
  });
  for (std::size_t at = 0; at < plain.size(); at += piece) {
    EXPECT_TRUE(writer.write(std::string_view(plain).substr(at, piece)));
  }
  EXPECT_TRUE(writer.finish());
  return out;
}

Result<std::string> opened_stream(const std::string& sealed, const std::string& key = kStreamKey) {
  std::size_t at = 0;
  OpeningReader reader(key, [&](std::size_t most) -> Result<std::string> {
    std::string bytes = sealed.substr(at, most);
    at += bytes.size();
    return bytes;
  });
  std::string plain;
  for (;;) {
    const std::string bytes = TRY(reader.read());
    if (bytes.empty()) return plain;
    plain += bytes;
  }
}

std::string numbers(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + " ";
  text.resize(size);
  return text;
}

TEST(SealedStreamTest, GivesBackWhatWasSealed) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kSealedChunkBytes - 1,
                                 kSealedChunkBytes, kSealedChunkBytes + 1, 3 * kSealedChunkBytes}) {
    const std::string plain = numbers(size);
    const auto again = opened_stream(sealed_stream(plain));
    ASSERT_TRUE(again) << size;
    EXPECT_EQ(*again, plain);
  }
}

TEST(SealedStreamTest, AnyChangeCutOrAdditionIsRefused) {
  const std::string sealed = sealed_stream(numbers(2 * kSealedChunkBytes + 100));

  for (std::size_t at = 0; at < sealed.size(); at += 997) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(opened_stream(changed)) << at;
    EXPECT_FALSE(opened_stream(sealed.substr(0, at))) << at;
  }
  EXPECT_FALSE(opened_stream(sealed + "x"));
  EXPECT_FALSE(opened_stream(sealed, std::string(32, 'x')));
}

TEST(SealedStreamTest, WholeChunksCannotBeCutOffOrMoved) {
  const std::string head = "kontor sealed stream 1\n" + std::string(32, ' ');
  const std::string sealed = sealed_stream(numbers(3 * kSealedChunkBytes));
  const std::size_t chunk = 4 + 12 + kSealedChunkBytes + 16;
  const std::string begin = sealed.substr(0, head.size());
  const auto part = [&](std::size_t n) { return sealed.substr(head.size() + n * chunk, chunk); };

  EXPECT_TRUE(opened_stream(begin + part(0) + part(1) + part(2)));
  EXPECT_FALSE(opened_stream(begin + part(0) + part(1)));
  EXPECT_FALSE(opened_stream(begin + part(1) + part(0) + part(2)));
  EXPECT_FALSE(opened_stream(begin + part(0) + part(2)));
  EXPECT_FALSE(opened_stream(begin + part(0) + part(0) + part(1) + part(2)));
  EXPECT_FALSE(opened_stream(begin));
}

}  // namespace
}  // namespace kontor::crypto

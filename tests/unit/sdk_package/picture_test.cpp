#include "sdk/package/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/pictures.hpp"

namespace kontor::package {
namespace {

using ::testing::HasSubstr;

std::string picture_refusal(const std::string& bytes) {
  const auto picture = read_picture(bytes);
  if (picture) return "";
  EXPECT_EQ(picture.error().code, ErrorCode::invalid_argument);
  return picture.error().message;
}

std::string lossy_frame(const std::string& tag, const std::string& size) {
  return tag + "\x9d\x01\x2a" + size + "pixels";
}

std::string extended(char flags, const std::string& chunks) {
  const std::string head = flags + std::string("\0\0\0\x7f\x02\0\x8f\x01\0", 9);  // 640 x 400
  return testing::webp_file(testing::webp_chunk("VP8X", head) + chunks);
}

TEST(PictureTest, OfAPngSaysItsSize) {
  const auto picture = read_picture(testing::png(1280, 800));

  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->format, Picture::Format::png);
  EXPECT_EQ(picture->width, 1280);
  EXPECT_EQ(picture->height, 800);
}

TEST(PictureTest, OfAWebpSaysItsSizeInEachOfItsForms) {
  using testing::webp_chunk;
  const std::string stream = webp_chunk("VP8L", testing::lossless_stream(640, 400));
  const std::string frame =
      webp_chunk("VP8 ", lossy_frame(std::string("\x10\0\0", 3), "\x80\x42\x90\x81"));
  for (const std::string& bytes :
       {testing::webp(640, 400), testing::webp_file(frame), extended('\0', stream),
        extended('\x10', webp_chunk("ALPH", "clear") + frame)}) {
    const auto picture = read_picture(bytes);

    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_EQ(picture->format, Picture::Format::webp);
    EXPECT_EQ(picture->width, 640);
    EXPECT_EQ(picture->height, 400);
  }
}

TEST(PictureTest, IsNothingButPngAndWebp) {
  for (const char* bytes : {"", "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a",
                            "\xff\xd8\xff", "<html>", "RIFF\4\0\0\0WAVE"})
    EXPECT_THAT(picture_refusal(bytes), HasSubstr("neither PNG nor WebP"));
}

TEST(PictureTest, HoldsNothingBesideThePicture) {
  for (const char* type : {"tEXt", "iTXt", "zTXt", "eXIf", "iCCP", "tIME", "vpAg"})
    EXPECT_THAT(picture_refusal(testing::png_with(type, "where it was taken")),
                HasSubstr(std::string("a chunk ") + type + ", which may hold more"));
  EXPECT_THAT(picture_refusal(testing::png_with("pHYs", "ten bytes!")), HasSubstr("too long"));
  EXPECT_THAT(picture_refusal(testing::png(640, 400) + "more"), HasSubstr("after its end"));
  EXPECT_THAT(picture_refusal(extended('\x08', "")), HasSubstr("EXIF"));
  EXPECT_THAT(picture_refusal(extended('\x04', "")), HasSubstr("XMP"));
  EXPECT_THAT(picture_refusal(extended('\x20', "")), HasSubstr("profile"));
  const std::string stream = testing::webp_chunk("VP8L", testing::lossless_stream(640, 400));
  EXPECT_THAT(picture_refusal(extended('\0', stream + testing::webp_chunk("XMP ", "who"))),
              HasSubstr("more than the picture"));
  EXPECT_THAT(picture_refusal(testing::webp(640, 400) + "more"), HasSubstr("after its end"));
}

TEST(PictureTest, StandsStill) {
  EXPECT_THAT(picture_refusal(testing::png_with("acTL", "\0\0\0\2\0\0\0\0")), HasSubstr("moves"));
  EXPECT_THAT(picture_refusal(extended('\x02', "")), HasSubstr("moves"));
}

TEST(PictureTest, IsWhole) {
  for (const std::string& bytes : {testing::png(640, 400), testing::webp(640, 400)})
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_NE(picture_refusal(bytes.substr(0, size)), "") << size << " bytes of " << bytes.size();
}

TEST(PictureTest, IsUndamaged) {
  std::string bytes = testing::png(640, 400);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);

  EXPECT_THAT(picture_refusal(bytes), HasSubstr("CRC is wrong"));
}

TEST(PictureTest, HasOneSize) {
  const std::string other = testing::webp_chunk("VP8L", testing::lossless_stream(641, 400));
  EXPECT_THAT(picture_refusal(extended('\0', other)), HasSubstr("another size"));
  EXPECT_THAT(picture_refusal(testing::png(0, 400)), HasSubstr("no size"));
  EXPECT_THAT(picture_refusal(testing::png_with("IHDR", "again")), HasSubstr("IHDR twice"));
}

}  // namespace
}  // namespace kontor::package

#include "licensing/document/qr_code.hpp"

#include <gtest/gtest.h>
#include <zbar.h>

#include <algorithm>

#include "licensing/document/offline.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

// What a camera would see, read by an independent reader.
std::string scanned(const QrCode& code) {
  constexpr std::size_t kPixels = 3, kQuiet = 4;
  const std::size_t side = (code.width + 2 * kQuiet) * kPixels;
  std::string grey(side * side, '\xff');
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const std::size_t row = i / side / kPixels, column = i % side / kPixels;
    if (row < kQuiet || column < kQuiet) continue;
    const std::size_t y = row - kQuiet, x = column - kQuiet;
    if (y < code.width && x < code.width && code.dark[y * code.width + x]) grey[i] = '\0';
  }
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::Image image(static_cast<unsigned>(side), static_cast<unsigned>(side), "Y800", grey.data(),
                    grey.size());
  scanner.scan(image);
  for (auto symbol = image.symbol_begin(); symbol != image.symbol_end(); ++symbol)
    return symbol->get_data();
  return "";
}

std::string long_text(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "v4.public." + std::to_string(text.size() * 7919);
  return text.substr(0, bytes);
}

TEST(QrCodeTest, AnIndependentReaderReadsWhatWasWritten) {
  for (const std::size_t bytes : {1U, 100U, 900U, 2900U}) {
    const auto code = make_qr_code(long_text(bytes));
    ASSERT_TRUE(code);
    EXPECT_EQ(scanned(*code), long_text(bytes)) << bytes;
  }
}

TEST(QrCodeTest, RefusesMoreThanACodeHolds) {
  EXPECT_EQ(testing::code_of(make_qr_code(long_text(kQrBytesMax + 1)).error()), "too-large-for-qr");
  EXPECT_FALSE(make_qr_code(""));
}

TEST(QrCodeTest, IsDrawnWithItsQuietZone) {
  const QrCode code = make_qr_code("hello").value();

  const std::string svg = qr_svg(code);
  EXPECT_NE(svg.find("viewBox=\"0 0 29 29\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("M4 4h1v1h-1z"), std::string::npos);
  const std::string text = qr_terminal(code);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 15);
}

TEST(QrCodeTest, ALongFileIsNumberedPartsInAnyOrder) {
  const std::string file = long_text(9000);
  std::vector<std::string> parts = qr_parts(file);
  ASSERT_EQ(parts.size(), 4U);
  for (const std::string& part : parts) EXPECT_LE(part.size(), kQrBytesMax);

  std::reverse(parts.begin(), parts.end());
  parts.push_back(parts.front());  // Scanned twice.
  EXPECT_EQ(*join_qr_parts(parts), file);
  EXPECT_EQ(*join_qr_parts(qr_parts("short")), "short");
}

TEST(QrCodeTest, MissingOrForeignPartsAreRefused) {
  const auto code = [](const std::vector<std::string>& parts) {
    const auto joined = join_qr_parts(parts);
    return joined ? "" : testing::code_of(joined.error());
  };
  std::vector<std::string> parts = qr_parts(long_text(9000));
  std::vector<std::string> two = {parts[0], parts[1]};
  std::vector<std::string> mixed = parts;
  mixed[1] = qr_parts(long_text(9001))[1];

  EXPECT_EQ(code(two), "parts-missing");
  EXPECT_EQ(code(mixed), "parts-missing");
  EXPECT_EQ(code({}), "parts-missing");
  for (const char* bad : {"KONTOR-PART ", "KONTOR-PART 1/2 ", "KONTOR-PART 3/2 0123456789abcdef\nx",
                          "KONTOR-PART x/2 0123456789abcdef\nx",
                          "KONTOR-PART 99999999999999999999/2 0123456789abcdef\nx"}) {
    EXPECT_EQ(code({bad}), "parts-missing") << bad;
  }
}

}  // namespace
}  // namespace kontor::licensing

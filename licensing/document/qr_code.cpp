#include "licensing/document/qr_code.hpp"

#include <qrencode.h>

#include <memory>

#include "licensing/core/refusals.hpp"
#include "licensing/document/offline.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kQuietModules = 4;  // ISO/IEC 18004, 5.3.8

// Dark, also outside the code, where everything is light.
bool dark_at(const QrCode& code, std::size_t row, std::size_t column) {
  if (row < kQuietModules || column < kQuietModules) return false;
  row -= kQuietModules;
  column -= kQuietModules;
  return row < code.width && column < code.width && code.dark[row * code.width + column];
}

}  // namespace

Result<QrCode> make_qr_code(std::string_view text) {
  if (text.empty() || text.size() > kQrBytesMax)
    return refuse(ErrorCode::invalid_argument, "too-large-for-qr",
                  "a QR code holds 1 to " + std::to_string(kQrBytesMax) + " bytes");
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_L),
      &QRcode_free);
  if (!made) return Error{ErrorCode::internal, "the QR code could not be made"};
  QrCode code{.width = static_cast<std::size_t>(made->width)};
  code.dark.resize(code.width * code.width);
  for (std::size_t i = 0; i < code.dark.size(); ++i) code.dark[i] = (made->data[i] & 1) != 0;
  return code;
}

std::string qr_svg(const QrCode& code) {
  const std::string side = std::to_string(code.width + 2 * kQuietModules);
  std::string path;
  for (std::size_t row = 0; row < code.width; ++row) {
    for (std::size_t column = 0; column < code.width; ++column) {
      if (!code.dark[row * code.width + column]) continue;
      path += "M" + std::to_string(column + kQuietModules) + " " +
              std::to_string(row + kQuietModules) + "h1v1h-1z";
    }
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
         "H0z\"/><path d=\"" + path + "\"/></svg>\n";
}

std::string qr_terminal(const QrCode& code) {
  const std::size_t side = code.width + 2 * kQuietModules;
  std::string text;
  for (std::size_t row = 0; row < side; row += 2) {
    for (std::size_t column = 0; column < side; ++column) {
      const bool upper = !dark_at(code, row, column);
      const bool lower = row + 1 < side && !dark_at(code, row + 1, column);
      // Light modules are drawn, since the terminal is dark.
      text += upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " ");
    }
    text += "\n";
  }
  return text;
}

}  // namespace kontor::licensing

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::licensing {

// A QR code (ISO/IEC 18004, error correction L) of an off-line file, as modules: true is dark.
struct QrCode {
  std::size_t width = 0;
  std::vector<bool> dark = {};  // Row by row.
};

// `too-large-for-qr` beyond kQrBytesMax: cut the file with qr_parts first.
Result<QrCode> make_qr_code(std::string_view text);

// Images with the quiet zone the standard wants. The SVG needs no font and no script; the text
// is drawn with half blocks, for a terminal with a dark background.
std::string qr_svg(const QrCode& code);
std::string qr_terminal(const QrCode& code);

// A file that fits one code is one part, itself. A longer one is cut into numbered parts, which
// may be scanned in any order. `parts-missing` if they are not all there, or of two files.
std::vector<std::string> qr_parts(std::string_view file);
Result<std::string> join_qr_parts(const std::vector<std::string>& parts);

}  // namespace kontor::licensing

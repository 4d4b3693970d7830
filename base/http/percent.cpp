#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/http/client.hpp"

namespace kontor::http {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string percent_encode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  const std::size_t plain = std::min(text.find('%'), text.size());
  std::string out(text.substr(0, plain));
  for (std::size_t i = plain; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = text.size() - i > 2
                          ? hex_decode(text.substr(i + 1, 2))
                          : Result<std::string>(Error{ErrorCode::invalid_argument, ""});
    if (!byte)
      return Error{ErrorCode::invalid_argument, "percent sign without two hexadecimal digits"};
    out += *byte;
    i += 2;
  }
  if (!is_utf8(out) || out.find('\0') != std::string::npos) {
    return Error{ErrorCode::invalid_argument, "percent-encoded text is not UTF-8 without NUL"};
  }
  return out;
}

}  // namespace kontor::http

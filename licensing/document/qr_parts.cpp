#include <algorithm>
#include <charconv>
#include <map>

#include "base/crypto/hash.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/document/qr_code.hpp"

namespace kontor::licensing {

namespace {

// KONTOR-PART <number>/<of> <16 digits of the file's SHA-256> LF <bytes>
constexpr std::string_view kPartMark = "KONTOR-PART ";
constexpr std::size_t kPartHeadMax = 40;
constexpr std::size_t kPartBytes = kQrBytesMax - kPartHeadMax;
constexpr std::size_t kDigestDigits = 16;

struct QrPart {
  std::size_t number = 0;
  std::size_t of = 0;
  std::string_view digest;
  std::string_view bytes;
};

Error parts_missing(const std::string& why) {
  return refuse(ErrorCode::invalid_argument, "parts-missing",
                why + "; scan every code of the file");
}

bool take_number(std::string_view& text, char end, std::size_t& number) {
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(rest - text.data());
  if (failure != std::errc() || length >= text.size() || text[length] != end) return false;
  text.remove_prefix(length + 1);
  return true;
}

Result<QrPart> parse_part(std::string_view text) {
  QrPart part;
  if (!text.starts_with(kPartMark)) return parts_missing("this is no part of a file");
  text.remove_prefix(kPartMark.size());
  if (!take_number(text, '/', part.number) || !take_number(text, ' ', part.of) ||
      text.size() <= kDigestDigits || text[kDigestDigits] != '\n' || part.number < 1 ||
      part.number > part.of)
    return parts_missing("a part is not readable");
  part.digest = text.substr(0, kDigestDigits);
  part.bytes = text.substr(kDigestDigits + 1);
  return part;
}

}  // namespace

std::vector<std::string> qr_parts(std::string_view file) {
  if (file.size() <= kQrBytesMax) return {std::string(file)};
  const std::size_t count = (file.size() + kPartBytes - 1) / kPartBytes;
  const std::string digest = crypto::sha256_hex(file).substr(0, kDigestDigits);
  std::vector<std::string> parts;
  parts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string part(kPartMark);
    part += std::to_string(i + 1) + "/" + std::to_string(count) + " " + digest + "\n";
    part += file.substr(i * kPartBytes, kPartBytes);
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<std::string> join_qr_parts(const std::vector<std::string>& parts) {
  if (parts.size() == 1 && !std::string_view(parts.front()).starts_with(kPartMark))
    return parts.front();
  std::map<std::size_t, QrPart> sorted;
  for (const std::string& text : parts) {
    const QrPart part = TRY(parse_part(text));
    sorted[part.number] = part;
  }
  std::string file;
  if (sorted.empty()) return parts_missing("nothing was scanned");
  const std::size_t of = sorted.begin()->second.of;
  if (sorted.size() != of)
    return parts_missing(std::to_string(sorted.size()) + " of " + std::to_string(of) +
                         " parts are there");
  for (const auto& [number, part] : sorted) file += part.bytes;
  const std::string digest = crypto::sha256_hex(file).substr(0, kDigestDigits);
  for (const auto& [number, part] : sorted) {
    if (part.digest != digest) return parts_missing("the parts are not of one file");
  }
  return file;
}

}  // namespace kontor::licensing

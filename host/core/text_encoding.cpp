#include "host/core/text_encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/core/bytes.hpp"

namespace kontor::host {

namespace {

constexpr std::array<std::string_view, 9> kKnown{"UTF-8",        "UTF-16LE",   "UTF-16BE",
                                                 "windows-1251", "KOI8-R",     "ISO-8859-5",
                                                 "windows-1252", "ISO-8859-1", "windows-1250"};
constexpr std::size_t kSampleBytesMax = 65536;
constexpr std::size_t kPieceChars = 65536;

// UTF-16 without a mark: every other byte of Latin text is zero.
std::string_view wide_encoding(std::string_view sample) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0' ? 1U : 0U;
  const std::size_t many = std::max<std::size_t>(sample.size() / 8, 1);
  if (zeros[1] > many && zeros[0] * 8 < zeros[1]) return "UTF-16LE";
  if (zeros[0] > many && zeros[1] * 8 < zeros[0]) return "UTF-16BE";
  return "";
}

// In Cyrillic words high bytes stand side by side, in Western ones they stand alone.
bool looks_cyrillic(std::string_view sample) {
  std::size_t high = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (static_cast<unsigned char>(sample[i]) < 0xA8) continue;
    ++high;
    if (i > 0 && static_cast<unsigned char>(sample[i - 1]) >= 0xA8) ++pairs;
  }
  return high > 0 && pairs * 2 > high;
}

std::string detected_by_icu(std::string_view sample) {
  UErrorCode problem = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&problem),
                                                                            &ucsdet_close);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &problem);
  int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &problem);
  for (int32_t i = 0; U_SUCCESS(problem) && i < count; ++i) {
    std::string name = ucsdet_getName(matches[i], &problem);
    if (name == "windows-1251" || name == "KOI8-R" || name == "ISO-8859-5") return name;
  }
  return "windows-1251";
}

}  // namespace

std::size_t byte_order_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return 3;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return 2;
  return 0;
}

std::size_t whole_characters(std::string_view piece) {
  for (std::size_t cut = 0; cut < 4 && cut < piece.size(); ++cut) {
    const auto last = static_cast<unsigned char>(piece[piece.size() - 1 - cut]);
    if (last < 0x80) return piece.size() - cut;
    if (last >= 0xC0) return piece.size() - 1 - cut;
  }
  return piece.size();
}

std::string detect_encoding(std::string_view start, const std::function<bool()>& is_all_utf8) {
  if (start.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (start.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (start.starts_with("\xEF\xBB\xBF")) return "UTF-8";
  start = start.substr(0, kSampleBytesMax);
  if (const std::string_view wide = wide_encoding(start); !wide.empty()) return std::string(wide);
  if (is_all_utf8()) return "UTF-8";
  return looks_cyrillic(start) ? detected_by_icu(start) : "windows-1252";
}

std::string detect_encoding(std::string_view sample, bool whole) {
  return detect_encoding(
      sample, [&] { return is_utf8(whole ? sample : sample.substr(0, whole_characters(sample))); });
}

bool is_known_encoding(std::string_view name) {
  return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

Status to_utf8(std::string_view text, const std::string& encoding,
               const std::function<Status(std::string_view)>& sink) {
  if (!is_known_encoding(encoding)) {
    return Error{ErrorCode::invalid_argument, "unknown encoding " + encoding.substr(0, 40)};
  }
  UErrorCode problem = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(
      ucnv_open(encoding.c_str(), &problem), &ucnv_close);
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("UTF-8", &problem),
                                                              &ucnv_close);
  if (U_FAILURE(problem)) return Error{ErrorCode::internal, "ICU has no converter for " + encoding};
  text.remove_prefix(byte_order_mark(text));
  std::vector<UChar> pivot(kPieceChars);
  std::vector<char> piece(kPieceChars * 3);
  UChar* pivot_from = pivot.data();
  UChar* pivot_to = pivot.data();
  const char* source = text.data();
  const char* const source_end = source + text.size();
  for (bool first = true;; first = false) {
    char* target = piece.data();
    problem = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source, source_end,
                   pivot.data(), &pivot_from, &pivot_to, pivot.data() + pivot.size(), first, true,
                   &problem);
    TRY(sink(std::string_view(piece.data(), static_cast<std::size_t>(target - piece.data()))));
    if (problem == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(problem))
      return Error{ErrorCode::invalid_argument, "the text is not " + encoding};
    return ok();
  }
}

}  // namespace kontor::host

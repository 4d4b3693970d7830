#include "marketplace/core/semver.hpp"

#include <algorithm>
#include <charconv>

namespace kontor::marketplace {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Error malformed(std::string_view text) {
  return Error{ErrorCode::invalid_argument, "'" + std::string(text) + "' is no SemVer version"};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

Result<std::uint64_t> parse_number(std::string_view text, std::string_view whole) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool padded = text.size() > 1 && text.front() == '0';
  if (!is_digits(text) || padded || error != std::errc() || end != text.data() + text.size())
    return malformed(whole);
  return number;
}

// Numbers before words, numbers by size, words by ASCII (section 11.4).
std::weak_ordering compare_identifiers(const std::string& a, const std::string& b) {
  const bool a_number = is_digits(a), b_number = is_digits(b);
  if (a_number != b_number)
    return a_number ? std::weak_ordering::less : std::weak_ordering::greater;
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

}  // namespace

Result<SemVer> SemVer::parse(std::string_view text) {
  constexpr std::size_t kTextMax = 64;
  if (text.size() > kTextMax) return malformed(text.substr(0, kTextMax));
  std::string_view rest = text;
  if (const std::size_t plus = rest.find('+'); plus != std::string_view::npos) {
    for (const std::string& part : split(rest.substr(plus + 1), '.'))
      if (!is_identifier(part)) return malformed(text);
    rest = rest.substr(0, plus);
  }
  SemVer version;
  if (const std::size_t hyphen = rest.find('-'); hyphen != std::string_view::npos) {
    version.pre_release = split(rest.substr(hyphen + 1), '.');
    for (const std::string& part : version.pre_release)
      if (!is_identifier(part) || (is_digits(part) && part.size() > 1 && part.front() == '0'))
        return malformed(text);
    rest = rest.substr(0, hyphen);
  }
  const auto numbers = split(rest, '.');
  if (numbers.size() != 3) return malformed(text);
  version.major = TRY(parse_number(numbers[0], text));
  version.minor = TRY(parse_number(numbers[1], text));
  version.patch = TRY(parse_number(numbers[2], text));
  return version;
}

std::weak_ordering SemVer::operator<=>(const SemVer& other) const {
  if (const auto order = major <=> other.major; order != 0) return order;
  if (const auto order = minor <=> other.minor; order != 0) return order;
  if (const auto order = patch <=> other.patch; order != 0) return order;
  if (pre_release.empty() != other.pre_release.empty())
    return pre_release.empty() ? std::weak_ordering::greater : std::weak_ordering::less;
  const std::size_t shorter = std::min(pre_release.size(), other.pre_release.size());
  for (std::size_t index = 0; index < shorter; ++index)
    if (const auto order = compare_identifiers(pre_release[index], other.pre_release[index]);
        order != 0)
      return order;
  return pre_release.size() <=> other.pre_release.size();
}

}  // namespace kontor::marketplace

#include "marketplace/core/creditor_reference.hpp"

#include <algorithm>

namespace kontor::marketplace {
namespace {

// "2026" and at least six digits of the number.
constexpr std::size_t kBodyDigitsMin = 10;
constexpr std::size_t kBodyDigitsMax = 21;  // ISO 11649.
constexpr int kModulus = 97;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ISO 7064 MOD 97-10 over digits, "RF" written as 2715.
int remainder_of(std::string_view body, std::string_view check) {
  int rest = 0;
  for (const std::string_view part : {body, std::string_view("2715"), check})
    for (const char c : part) rest = (rest * 10 + (c - '0')) % kModulus;
  return rest;
}

// Capital letters and digits of the text.
std::string letters_of(std::string_view text) {
  std::string letters;
  letters.reserve(text.size());
  for (const char c : text) {
    if (is_digit(c) || (c >= 'A' && c <= 'Z')) letters += c;
    if (c >= 'a' && c <= 'z') letters += static_cast<char>(c - 'a' + 'A');
  }
  return letters;
}

}  // namespace

std::string creditor_reference(std::string_view invoice_number) {
  std::string body;
  std::ranges::copy_if(invoice_number, std::back_inserter(body), is_digit);
  const int check = kModulus + 1 - remainder_of(body, "00");
  std::string reference = "RF";
  reference += static_cast<char>('0' + check / 10);
  reference += static_cast<char>('0' + check % 10);
  reference += body;
  return reference;
}

std::optional<std::string> find_creditor_reference(std::string_view text) {
  const std::string letters = letters_of(text);
  for (std::size_t at = letters.find("RF"); at != std::string::npos;
       at = letters.find("RF", at + 1)) {
    std::size_t end = at + 2;
    while (end < letters.size() && is_digit(letters[end])) ++end;
    // Digits that follow without a space may be another number: the longest that fits counts.
    for (; end >= at + 4 + kBodyDigitsMin; --end) {
      const std::string_view body = std::string_view(letters).substr(at + 4, end - at - 4);
      if (body.size() > kBodyDigitsMax) continue;
      if (remainder_of(body, std::string_view(letters).substr(at + 2, 2)) == 1)
        return letters.substr(at, end - at);
    }
  }
  return {};
}

}  // namespace kontor::marketplace

#include "host/core/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>

namespace kontor::host {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kPhoneBytesMax = 100;
constexpr std::size_t kShortDigitsMax = 5;
const std::string kPhoneMark = "\u0298";  // A letter of no alphabet.

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0xC0;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits += c;
  }
  return digits;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// What people write before an extension, in the languages of the product.
constexpr std::array<std::string_view, 15> kExtensionWords = {
    "extension",
    "ext",
    "x",
    "anknytning",
    "ankn",
    "ank",
    "lokalnummer",
    "lokal",
    "lok",
    "\u0434\u043e\u0431\u0430\u0432\u043e\u0447\u043d\u044b\u0439",
    "\u0434\u043e\u0431",
    "\u0432\u043d",
    "#",
    ";ext=",
    "int"};

struct Split {
  std::string_view number;
  std::string extension;
};

// Cuts "… ext. 12" off. Only a known word between two groups of digits counts.
Split split_extension(std::string_view text) {
  const auto end_of_number = [&](std::size_t at) { return trimmed(text.substr(0, at)); };
  for (const std::string_view word : kExtensionWords) {
    const auto at = text.find(word);
    if (at == std::string_view::npos || digits_of(text.substr(0, at)).empty()) continue;
    const std::string_view rest = text.substr(at + word.size());
    const std::string extension = digits_of(rest);
    if (extension.empty() || extension.size() > 7 ||
        std::any_of(rest.begin(), rest.end(), is_letter)) {
      continue;
    }
    return {end_of_number(at), extension};
  }
  return {text, ""};
}

Phone flagged(PhoneFlag flag, std::string reason) {
  Phone phone;
  phone.flag = flag;
  phone.reason = std::move(reason);
  return phone;
}

// Digits with the international prefix as "+", where the text has one: "+7 …" or "00 7 …".
std::optional<std::string> international(std::string_view text) {
  const std::string digits = digits_of(text);
  const auto first = text.find_first_of("+0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  // The optional trunk zero of "+46(0)70…" stays in; libphonenumber takes it out.
  if (text[first] == '+') return "+" + digits;
  if (digits.size() > 9 && digits.starts_with("00")) return "+" + digits.substr(2);
  return std::nullopt;
}

std::string e164(const PhoneNumberUtil& util, const PhoneNumber& number) {
  std::string text;
  util.Format(number, PhoneNumberUtil::E164, &text);
  return text;
}

Phone parse_international(const PhoneNumberUtil& util, const std::string& digits) {
  PhoneNumber number;
  if (util.Parse(digits, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) {
    return flagged(PhoneFlag::invalid, "no number of that country has this length");
  }
  Phone phone;
  phone.number = e164(util, number);
  return phone;
}

// A number without country code is complete when it cannot be a city number: its trunk
// prefix is written, or the region has none, or its numbers all have one length, or it is
// a mobile number.
bool is_complete(const PhoneNumberUtil& util, const PhoneNumber& number, const std::string& digits,
                 const std::string& region) {
  if (util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) return false;
  std::string trunk;
  util.GetNddPrefixForRegion(region, /*strip_non_digits=*/true, &trunk);
  if (!trunk.empty() && digits.starts_with(trunk) && digits.size() > 7) return true;
  if (!util.IsValidNumber(number)) return false;
  if (trunk != "0") return true;
  const auto type = util.GetNumberType(number);
  return type == PhoneNumberUtil::MOBILE;
}

Phone parse_national(const PhoneNumberUtil& util, const std::string& digits,
                     const PhoneDefaults& defaults) {
  PhoneNumber number;
  if (util.Parse(digits, defaults.region, &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
      is_complete(util, number, digits, defaults.region)) {
    Phone phone;
    phone.number = e164(util, number);
    return phone;
  }
  const bool may_be_city_number = digits.size() <= 8 && !digits.starts_with("0");
  if (!may_be_city_number) {
    return flagged(PhoneFlag::invalid, "not a number of region " + defaults.region);
  }
  if (defaults.area_code.empty()) {
    return flagged(PhoneFlag::incomplete, "a city number without area code");
  }
  PhoneNumber whole;
  if (util.Parse(defaults.area_code + digits, defaults.region, &whole) !=
          PhoneNumberUtil::NO_PARSING_ERROR ||
      !util.IsValidNumber(whole)) {
    return flagged(PhoneFlag::incomplete, "the default area code does not complete this number");
  }
  Phone phone;
  phone.number = e164(util, whole);
  return phone;
}

Phone normalise_one(std::string_view text, const PhoneDefaults& defaults) {
  const Split split = split_extension(text);
  const std::string digits = digits_of(split.number);
  if (digits.empty()) return flagged(PhoneFlag::invalid, "there is no number in it");
  if (std::any_of(split.number.begin(), split.number.end(), is_letter)) {
    return flagged(PhoneFlag::invalid, "there are letters in the number");
  }
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  const auto with_country = international(split.number);
  Phone phone;
  if (with_country) {
    phone = parse_international(util, *with_country);
  } else if (digits.size() <= kShortDigitsMax) {
    phone = flagged(PhoneFlag::short_number, "a short number of the company's own exchange");
    phone.number = std::string(split.number);
  } else {
    phone = parse_national(util, digits, defaults);
  }
  phone.extension = split.extension;
  return phone;
}

}  // namespace

std::string_view phone_flag_name(PhoneFlag flag) {
  switch (flag) {
    case PhoneFlag::none:
      return "";
    case PhoneFlag::incomplete:
      return "incomplete";
    case PhoneFlag::short_number:
      return "short";
    case PhoneFlag::invalid:
      return "invalid";
  }
  return "invalid";
}

Phone normalise_phone(std::string_view text, const PhoneDefaults& defaults) {
  text = trimmed(text);
  if (text.empty() || text.size() > kPhoneBytesMax) {
    return flagged(PhoneFlag::invalid, text.empty() ? "empty" : "too long for a number");
  }
  // Two numbers in one field: the first counts, the text as entered keeps both.
  const auto bar = text.find_first_of("/;,|");
  if (bar != std::string_view::npos && digits_of(text.substr(0, bar)).size() > kShortDigitsMax &&
      text.compare(bar, 5, ";ext=") != 0) {
    Phone first = normalise_one(trimmed(text.substr(0, bar)), defaults);
    if (first.flag == PhoneFlag::none) {
      if (digits_of(text.substr(bar)).size() > kShortDigitsMax)
        first.reason = "the first of two numbers";
      return first;
    }
  }
  return normalise_one(text, defaults);
}

std::string phone_match_key(std::string_view text) {
  std::string digits = digits_of(text);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string phone_word(std::string_view number) {
  if (number.size() <= kPhoneBeginning || number[0] != '+') return "";
  return kPhoneMark + std::string(number.substr(1, kPhoneBeginning));
}

std::vector<std::string> phone_beginnings(std::string_view typed, const std::string& region) {
  std::string digits;
  std::copy_if(typed.begin(), typed.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  std::vector<std::string> beginnings;
  const auto add = [&](const std::string& number) {
    if (number.size() >= kPhoneBeginning) beginnings.push_back("+" + number);
  };
  if (digits.starts_with("00")) {
    add(digits.substr(2));
    return beginnings;
  }
  add(digits);
  if (typed.find('+') != std::string_view::npos) return beginnings;
  const int code = PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region);
  const bool trunk = digits.starts_with('0') || digits.starts_with('8');
  if (code > 0) add(std::to_string(code) + (trunk ? digits.substr(1) : digits));
  return beginnings;
}

}  // namespace kontor::host

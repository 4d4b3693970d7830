#include "writing.hpp"

#include <cmath>

#include "money.hpp"

namespace kontor::kpi {
namespace {

constexpr char kNoBreak[] = "\xc2\xa0";

struct Customs {
  const char* group;
  const char* point;
  const char* minus;
  bool code_first;
};

Customs customs_of(std::string_view locale) {
  const std::string_view language = locale.substr(0, 2);
  if (language == "ru") return {kNoBreak, ",", "-", false};
  if (language == "sv") return {kNoBreak, ",", "\xe2\x88\x92", false};
  if (language == "da") return {".", ",", "-", false};
  return {",", ".", "-", true};
}

std::string grouped(std::string digits, const char* group) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, group);
  }
  return digits;
}

// Without sign; `scaled` is the value times ten to the power of `places`.
std::string unsigned_text(long long scaled, int places, const Customs& customs) {
  std::string digits = std::to_string(scaled);
  const auto size = static_cast<std::size_t>(places);
  if (digits.size() <= size) digits.insert(0, size + 1 - digits.size(), '0');
  std::string text = grouped(digits.substr(0, digits.size() - size), customs.group);
  if (places > 0) text += customs.point + digits.substr(digits.size() - size);
  return text;
}

long long scaled(double value, int places) {
  return std::llround(std::abs(value) * std::pow(10, places));
}

}  // namespace

std::string written_whole(double value, std::string_view locale) {
  return written_decimal(value, 0, locale);
}

std::string written_decimal(double value, int places, std::string_view locale) {
  const Customs customs = customs_of(locale);
  const long long digits = scaled(value, places);
  return (value < 0 && digits > 0 ? customs.minus : "") + unsigned_text(digits, places, customs);
}

std::string written_number(double value, std::string_view locale) {
  return written_decimal(value, scaled(value, 1) % 10 == 0 ? 0 : 1, locale);
}

std::string written_money(double minor, std::string_view currency, std::string_view locale) {
  const Customs customs = customs_of(locale);
  const auto units = static_cast<long long>(minor_units(currency));
  long long amount = std::llround(std::abs(minor));
  const std::string minus = minor < 0 && amount > 0 ? customs.minus : "";
  const bool decimals = amount % units != 0;
  if (!decimals) amount /= units;
  const std::string text = unsigned_text(amount, decimals ? 2 : 0, customs);
  const std::string code(currency);
  return minus + (customs.code_first ? code + kNoBreak + text : text + kNoBreak + code);
}

}  // namespace kontor::kpi

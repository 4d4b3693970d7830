#include "host/core/import_values.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/core/clock.hpp"
#include "host/core/calendar_date.hpp"
#include "host/core/csv_text.hpp"
#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

constexpr double kAmountMax = 9e16;

Error refuse(const Field& field, std::string_view cell, const char* wanted) {
  return Error{ErrorCode::invalid_argument,
               field.name + ": not " + wanted + ": " + std::string(cell.substr(0, 60)),
               to_text(Json{{"field", field.name}})};
}

// Digits with one decimal point at most; empty if the text is no number.
std::string plain_number(std::string_view text) {
  std::string number;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\'') continue;
    if (text.compare(i, 2, "\xC2\xA0") == 0) {
      ++i;
      continue;
    }
    if (text.compare(i, 3, "\xE2\x80\xAF") == 0) {
      i += 2;
      continue;
    }
    number += text[i];
  }
  const auto comma = number.rfind(',');
  const auto point = number.rfind('.');
  if (comma != std::string::npos) {
    const bool one_comma = number.find(',') == comma;
    const bool decimals =
        point == std::string::npos ? one_comma && number.size() - comma - 1 != 3 : comma > point;
    std::string cleaned;
    for (std::size_t i = 0; i < number.size(); ++i) {
      if (number[i] == ',') {
        if (decimals && i == comma) cleaned += '.';
      } else if (number[i] != '.' || !decimals) {
        cleaned += number[i];
      }
    }
    number = cleaned;
  }
  const bool sign = !number.empty() && (number[0] == '-' || number[0] == '+');
  const std::string digits = number.substr(sign ? 1 : 0);
  const bool numeric = !digits.empty() && digits != "." && digits.size() <= 30 &&
                       digits.find_first_not_of("0123456789.") == std::string::npos &&
                       std::count(digits.begin(), digits.end(), '.') <= 1;
  return numeric ? number : "";
}

Result<Json> choice_of(const Field& field, const std::string& text) {
  const std::string folded = fold_for_search(text);
  for (const Choice& choice : field.choices) {
    if (choice.value == text || fold_for_search(choice.value) == folded) return Json(choice.value);
    for (const auto& [language, label] : choice.labels) {
      if (fold_for_search(label) == folded) return Json(choice.value);
    }
  }
  if (field.choices.empty()) return Json(text);
  return refuse(field, text, "one of the choices");
}

Result<Json> yes_or_no(const Field& field, const std::string& text) {
  const std::string folded = " " + fold_for_search(text) + " ";
  if (std::string_view(" true yes ja да 1 y j ").find(folded) != std::string_view::npos)
    return Json(true);
  if (std::string_view(" false no nej нет 0 n ").find(folded) != std::string_view::npos)
    return Json(false);
  return refuse(field, text, "yes or no");
}

Result<Json> time_of(const Field& field, const std::string& text) {
  if (const auto day = parse_written_date(text)) return Json(to_rfc3339(*day));
  std::string written = text;
  if (written.size() > 10 && written[10] == ' ') written[10] = 'T';
  if (written.size() == 16) written += ":00";
  if (written.size() == 19) written += 'Z';
  const auto time = parse_rfc3339(written);
  if (!time) return refuse(field, text, "a date or time");
  return Json(to_rfc3339(*time));
}

}  // namespace

std::string trimmed_cell(std::string_view cell) {
  const auto first = cell.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(cell.substr(first, cell.find_last_not_of(" \t\r\n") - first + 1));
}

Result<std::int64_t> parse_amount(std::string_view text) {
  const std::string number = plain_number(text);
  const double amount = number.empty() ? 0 : std::round(std::strtod(number.c_str(), nullptr) * 100);
  if (number.empty() || std::abs(amount) > kAmountMax) {
    return Error{ErrorCode::invalid_argument, "not an amount: " + std::string(text.substr(0, 60))};
  }
  return static_cast<std::int64_t>(amount);
}

Result<Json> value_of_cell(const Field& field, std::string_view cell, const std::string& currency) {
  const std::string text(with_formula(trimmed_cell(cell)));
  if (text.empty()) return Json();
  switch (field.type) {
    case FieldType::number: {
      const std::string number = plain_number(text);
      if (number.empty()) return refuse(field, text, "a number");
      return Json(std::strtod(number.c_str(), nullptr));
    }
    case FieldType::money: {
      const auto amount = parse_amount(text);
      if (!amount) return refuse(field, text, "an amount");
      return Json{{"amount", *amount}, {"currency", currency}};
    }
    case FieldType::date: {
      const auto day = parse_written_date(text);
      if (!day) return refuse(field, text, "a date");
      return Json(to_date_text(*day));
    }
    case FieldType::time:
      return time_of(field, text);
    case FieldType::boolean:
      return yes_or_no(field, text);
    case FieldType::choice:
      return choice_of(field, text);
    default:
      return Json(text);
  }
}

}  // namespace kontor::host

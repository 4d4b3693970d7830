#include "template_text.hpp"

#include <algorithm>
#include <array>
#include <kontor/failure.hpp>

namespace kontor::sms {
namespace {

constexpr std::array<std::string_view, 4> kTemplateFields{"first_name", "region", "role",
                                                          "language"};

}  // namespace

bool is_template_field(std::string_view name) {
  return std::find(kTemplateFields.begin(), kTemplateFields.end(), name) != kTemplateFields.end();
}

std::string filled(std::string_view text, const Json& fields) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    const std::string_view inside =
        text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
    const std::size_t bar = inside.find('|');
    const std::string name(inside.substr(0, bar));
    if (close == std::string_view::npos || !is_template_field(name)) {
      throw Failure(KONTOR_INVALID_ARGUMENT, "{" + name.substr(0, 40) + "}");
    }
    const std::string value = text_of(fields, name.c_str());
    if (!value.empty()) {
      out += value;
    } else if (bar != std::string_view::npos) {
      out += inside.substr(bar + 1);
    }
    text.remove_prefix(close + 1);
  }
}

}  // namespace kontor::sms

#include "host/cli/host/asked_permissions.hpp"

#include <cstdlib>

#include "base/core/json.hpp"

namespace kontor::host {
namespace {

std::string language() {
  const char* set = std::getenv("LANG");
  return set == nullptr ? "en" : std::string(set).substr(0, 2);
}

}  // namespace

std::string asked_permissions(const Error& error) {
  const auto detail = parse_json(error.detail);
  if (!detail || !detail->is_object() || detail->value("code", "") != "permissions-not-accepted")
    return "";
  const Json words = detail->value("permission_words", Json::object());
  const auto own = words.find(language());
  const Json sentences = own != words.end() ? *own : words.value("en", Json::array());
  std::string text = "It asks for this; accept it with --accept-permissions:\n";
  for (const Json& sentence : sentences)
    if (sentence.is_string()) text += "  - " + sentence.get<std::string>() + "\n";
  return text;
}

}  // namespace kontor::host

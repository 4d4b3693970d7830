#pragma once

#include <string>
#include <string_view>

namespace kontor::runtime::runner {

// {"code","message"} without a JSON library: this process stays small.
inline std::string problem_text(std::string_view code, std::string_view message) {
  std::string text = R"({"code":")" + std::string(code) + R"(","message":")";
  for (const char letter : message)
    if (letter == '"' || letter == '\\' || static_cast<unsigned char>(letter) < 0x20)
      text += '\'';
    else
      text += letter;
  return text + "\"}";
}

}  // namespace kontor::runtime::runner

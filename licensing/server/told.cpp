#include "licensing/server/told.hpp"

#include <iostream>

namespace kontor::licensing {

int tell(Output output, const std::string& text, const Json& json) {
  std::cout << (output == Output::json ? to_text(json) : text) << "\n";
  return 0;
}

int tell(Output output, const Error& error) {
  if (output == Output::json) {
    std::cerr << to_text(Json{{"error", error.message}}) << "\n";
  } else {
    std::cerr << "kontor-seats: " << error.message << "\n";
  }
  return 1;
}

}  // namespace kontor::licensing

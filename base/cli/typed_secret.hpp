#pragma once

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <string>

namespace kontor::cli {

// The first line of standard input. At a terminal it is asked for with `prompt` and not shown.
inline std::string typed_secret(const std::string& prompt) {
  termios shown{};
  const bool typed = ::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (typed) {
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    std::cerr << prompt << std::flush;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string secret;
  std::getline(std::cin, secret);
  if (typed) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    std::cerr << "\n";
  }
  return secret;
}

}  // namespace kontor::cli

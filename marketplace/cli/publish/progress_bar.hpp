#pragma once

#include <cstddef>
#include <ostream>

namespace kontor::marketplace {

// One line on a terminal that grows with the bytes sent; on anything else a line of text at
// each tenth, if it is wanted there.
class ProgressBar {
 public:
  enum class Form { bar, lines, none };
  ProgressBar(std::ostream& out, Form form) : out_(out), form_(form) {}
  // A bar for a terminal on standard error; else lines if `wanted`.
  static Form form_for_standard_error(bool wanted);

  void show(std::size_t done, std::size_t all);
  // Ends the line.
  void finish();

 private:
  std::ostream& out_;
  Form form_;
  std::size_t tenths_ = 0;
  bool begun_ = false;
};

}  // namespace kontor::marketplace

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::trace {

// Values that may not stand in a trace. One thread at a time.
class Secrets {
 public:
  static constexpr const char* kPlaceholder = "(a secret)";

  // Shorter values than four bytes are not looked for: they stand everywhere.
  void add(const std::string& value);
  // Replaces each of them, as it is and as it stands in JSON text; true if there was one.
  bool hide_in(std::string& text) const;
  // How many bytes at the end of the text may be the beginning of one of them.
  std::size_t begun_in(std::string_view text) const;

 private:
  void add_written(std::string text);
  std::vector<std::string> written_;  // As is, and as in JSON without the quotes; longest first.
};

}  // namespace kontor::trace

#pragma once

#include <string>
#include <vector>

namespace kontor::trace {

// Values that may not stand in a trace. One thread at a time.
class Secrets {
 public:
  static constexpr const char* kPlaceholder = "(a secret)";

  // Shorter values than four bytes are not looked for: they stand everywhere.
  void add(const std::string& value);
  // Replaces each of them, as it stands in JSON text; true if there was one.
  bool hide_in(std::string& text) const;

 private:
  std::vector<std::string> written_;  // As in JSON, without the quotes; longest first.
};

}  // namespace kontor::trace

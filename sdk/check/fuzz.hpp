#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "base/core/json.hpp"

namespace kontor::check {

// Makes wrong requests out of right ones: broken JSON, other types, missing members, huge
// texts, deep nesting, edge numbers, strange characters. The same seed gives the same
// requests on every machine.
class Fuzz {
 public:
  explicit Fuzz(std::uint32_t seed) : random_(seed) {}
  std::string next(const Json& request);

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  Json strange_value();
  void change_one(Json& json);
  std::string break_text(std::string text);

  std::mt19937 random_;  // Its numbers are fixed by the standard; distributions are not.
};

}  // namespace kontor::check

#pragma once

#include <cstddef>
#include <string>

namespace kontor {

// Where unpredictable bytes come from. Any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::string bytes(std::size_t count) = 0;
};

// The kernel's generator (getrandom(2)). Aborts the process if the kernel refuses.
class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace kontor

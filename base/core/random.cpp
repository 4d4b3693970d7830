#include "base/core/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace kontor {

std::string SystemRandom::bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) std::abort();
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace kontor

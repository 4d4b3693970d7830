#include "base/core/random.hpp"

#include <pthread.h>
#include <sys/random.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace kontor {

namespace {

constexpr std::size_t kStoreBytes = 256;  // What the kernel gives in one piece.
constexpr std::size_t kShareMax = 32;

void fill(char* bytes, std::size_t count) {
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = getrandom(bytes + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) std::abort();
    filled += static_cast<std::size_t>(got);
  }
}

// Counted up in the child of a fork(2): what the parent has in store is not the child's.
std::atomic<unsigned> life{0};
const int watches_forks = pthread_atfork(nullptr, nullptr, [] { ++life; });

// A thread's small bytes in store, so that an id costs no call of the kernel each. What was
// handed out is wiped: nobody finds it here later.
class Store {
 public:
  std::string take(std::size_t count) {
    if (left_ < count || life_ != life) {
      fill(bytes_.data(), bytes_.size());
      left_ = bytes_.size();
      life_ = life;
    }
    left_ -= count;
    std::string taken(bytes_.data() + left_, count);
    std::memset(bytes_.data() + left_, 0, count);
    return taken;
  }

 private:
  std::array<char, kStoreBytes> bytes_{};
  std::size_t left_ = 0;
  unsigned life_ = 0;
};

}  // namespace

std::string SystemRandom::bytes(std::size_t count) {
  thread_local Store store;
  if (watches_forks == 0 && count <= kShareMax) return store.take(count);
  std::string bytes(count, '\0');
  fill(bytes.data(), count);
  return bytes;
}

}  // namespace kontor

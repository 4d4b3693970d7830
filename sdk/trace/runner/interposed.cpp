#include "sdk/trace/runner/interposed.hpp"

#include <sys/random.h>
#include <sys/time.h>

#include <cerrno>
#include <ctime>

#include "sdk/trace/runner/asked_host.hpp"
#include "sdk/trace/time_words.hpp"

namespace kontor::trace {
namespace {

ssize_t kernel_random(void* buffer, std::size_t size, unsigned flags) {
  static auto* const call = next<ssize_t(void*, std::size_t, unsigned)>("getrandom");
  return call(buffer, size, flags);
}

int traced_clock(const void* caller, clockid_t clock, timespec* out) {
  const int failed = kernel_clock(clock, out);
  if (failed != 0 || is_own(caller)) return failed;
  std::string answer;
  if (!ask_host(kClockOperation, to_words({clock, out->tv_sec, out->tv_nsec}), answer)) return 0;
  if (const auto reading = parse_clock(answer)) {
    out->tv_sec = reading->seconds;
    out->tv_nsec = reading->nanoseconds;
  }
  note_told(clock, *out);
  return 0;
}

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// Longer wishes than this are the kernel's alone: a trace is no place for megabytes of noise.
constexpr std::size_t kRandomBytesMax = 4096;

void trace_random(const void* caller, unsigned char* bytes, std::size_t size) {
  if (size == 0 || size > kRandomBytesMax || is_own(caller)) return;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string words;
  for (std::size_t index = 0; index < size; ++index) {
    words += kDigits[bytes[index] >> 4];
    words += kDigits[bytes[index] & 15];
  }
  std::string answer;
  if (!ask_host(kRandomOperation, words, answer) || answer.size() != words.size()) return;
  for (std::size_t index = 0; index < size; ++index) {
    const int high = digit(answer[2 * index]);
    const int low = digit(answer[2 * index + 1]);
    if (high < 0 || low < 0) return;
    bytes[index] = static_cast<unsigned char>(high * 16 + low);
  }
}

bool fill(const void* caller, void* buffer, std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(buffer);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = kernel_random(bytes + done, size - done, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  trace_random(caller, bytes, size);
  return true;
}

}  // namespace

}  // namespace kontor::trace

#define KONTOR_EXPORTED __attribute__((visibility("default"), used))

extern "C" {

KONTOR_EXPORTED int clock_gettime(clockid_t clock, timespec* out) noexcept {
  return kontor::trace::traced_clock(__builtin_return_address(0), clock, out);
}

KONTOR_EXPORTED time_t time(time_t* out) noexcept {
  timespec now{};
  kontor::trace::traced_clock(__builtin_return_address(0), CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

KONTOR_EXPORTED int gettimeofday(timeval* out, void*) noexcept {
  timespec now{};
  kontor::trace::traced_clock(__builtin_return_address(0), CLOCK_REALTIME, &now);
  *out = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

KONTOR_EXPORTED int timespec_get(timespec* out, int base) noexcept {
  if (base != TIME_UTC) return 0;
  return kontor::trace::traced_clock(__builtin_return_address(0), CLOCK_REALTIME, out) == 0 ? base
                                                                                            : 0;
}

KONTOR_EXPORTED ssize_t getrandom(void* buffer, std::size_t size, unsigned flags) {
  const ssize_t got = kontor::trace::kernel_random(buffer, size, flags);
  if (got > 0)
    kontor::trace::trace_random(__builtin_return_address(0), static_cast<unsigned char*>(buffer),
                                static_cast<std::size_t>(got));
  return got;
}

KONTOR_EXPORTED int getentropy(void* buffer, std::size_t size) {
  constexpr std::size_t kEntropyMax = 256;
  if (size > kEntropyMax || !kontor::trace::fill(__builtin_return_address(0), buffer, size)) {
    errno = EIO;
    return -1;
  }
  return 0;
}

KONTOR_EXPORTED std::uint32_t arc4random() noexcept {
  std::uint32_t number = 0;
  if (!kontor::trace::fill(__builtin_return_address(0), &number, sizeof number)) std::abort();
  return number;
}

KONTOR_EXPORTED void arc4random_buf(void* buffer, std::size_t size) noexcept {
  if (!kontor::trace::fill(__builtin_return_address(0), buffer, size)) std::abort();
}

KONTOR_EXPORTED std::uint32_t arc4random_uniform(std::uint32_t bound) noexcept {
  if (bound < 2) return 0;
  const std::uint32_t uneven = -bound % bound;
  while (true) {
    std::uint32_t number = 0;
    if (!kontor::trace::fill(__builtin_return_address(0), &number, sizeof number)) std::abort();
    if (number >= uneven) return number % bound;
  }
}

}  // extern "C"

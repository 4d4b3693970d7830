#include "sdk/trace/runner/interposed.hpp"

#include <dlfcn.h>
#include <link.h>
#include <sys/random.h>
#include <sys/time.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "sdk/trace/time_words.hpp"

namespace kontor::trace {
namespace {

std::atomic<const kontor_host*> asked_host = nullptr;

// Code that was there before the plugin: this program and its libraries, whose clock is their
// own business. Filled once, before asked_host is set.
struct Place {
  std::uintptr_t begin;
  std::uintptr_t end;
};
std::vector<Place> own_places;

int note_places(dl_phdr_info* object, std::size_t, void*) {
  for (int index = 0; index < object->dlpi_phnum; ++index) {
    const auto& part = object->dlpi_phdr[index];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
    own_places.push_back({begin, begin + part.p_memsz});
  }
  return 0;
}

bool is_own(const void* caller) {
  const auto place = reinterpret_cast<std::uintptr_t>(caller);
  for (const Place& own : own_places)
    if (place >= own.begin && place < own.end) return true;
  return false;
}

bool ask(std::string_view operation, std::string_view request, std::string& answer) {
  const kontor_host* host = asked_host;
  const kontor_sink sink{&answer, [](void* self, const char* data, std::uint64_t size) {
                           static_cast<std::string*>(self)->append(data, size);
                         }};
  return host->call(host->self, {operation.data(), operation.size()},
                    {request.data(), request.size()}, sink) == 0;
}

template <typename Function>
Function* next(const char* name) {
  void* found = ::dlsym(RTLD_NEXT, name);
  if (found == nullptr) std::abort();
  return reinterpret_cast<Function*>(found);
}

int kernel_clock(clockid_t clock, timespec* out) {
  static auto* const call = next<int(clockid_t, timespec*)>("clock_gettime");
  return call(clock, out);
}

ssize_t kernel_random(void* buffer, std::size_t size, unsigned flags) {
  static auto* const call = next<ssize_t(void*, std::size_t, unsigned)>("getrandom");
  return call(buffer, size, flags);
}

int traced_clock(const void* caller, clockid_t clock, timespec* out) {
  const int failed = kernel_clock(clock, out);
  if (failed != 0 || asked_host == nullptr || is_own(caller)) return failed;
  std::string answer;
  if (!ask(kClockOperation, to_words({clock, out->tv_sec, out->tv_nsec}), answer)) return 0;
  if (const auto reading = parse_clock(answer)) {
    out->tv_sec = reading->seconds;
    out->tv_nsec = reading->nanoseconds;
  }
  return 0;
}

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// Longer wishes than this are the kernel's alone: a trace is no place for megabytes of noise.
constexpr std::size_t kRandomBytesMax = 4096;

void trace_random(const void* caller, unsigned char* bytes, std::size_t size) {
  if (asked_host == nullptr || size == 0 || size > kRandomBytesMax || is_own(caller)) return;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string words;
  for (std::size_t index = 0; index < size; ++index) {
    words += kDigits[bytes[index] >> 4];
    words += kDigits[bytes[index] & 15];
  }
  std::string answer;
  if (!ask(kRandomOperation, words, answer) || answer.size() != words.size()) return;
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

void take_time_from(const kontor_host& host) {
  ::dl_iterate_phdr(note_places, nullptr);
  asked_host = &host;
}

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

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "sdk/trace/runner/asked_host.hpp"
#include "sdk/trace/time_words.hpp"

// Waits of the plugin. Their deadlines are of the time it was given, which in a replay is another
// time than the kernel's; and how long it waits then is for the host to say.
namespace kontor::trace {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

timespec to_timespec(std::int64_t time) { return {time / kSecond, time % kSecond}; }

// How long to wait in the place of `wanted`.
std::int64_t allowed(std::int64_t wanted) {
  if (wanted <= 0) return 0;
  std::string answer;
  if (!ask_host(kWaitOperation, std::to_string(wanted), answer)) return wanted;
  std::int64_t given = wanted;
  std::from_chars(answer.data(), answer.data() + answer.size(), given);
  return std::clamp<std::int64_t>(given, 0, wanted);
}

// The kernel's time for a deadline of the plugin's time.
timespec translated(clockid_t clock, const timespec& deadline) {
  const timespec* given = last_told(clock);
  timespec now{};
  if (given == nullptr || kernel_clock(clock, &now) != 0) return deadline;
  return to_timespec(nanoseconds(now) + allowed(nanoseconds(deadline) - nanoseconds(*given)));
}

int kernel_sleep(const timespec* time, timespec* rest) {
  static auto* const call = next<int(const timespec*, timespec*)>("nanosleep");
  return call(time, rest);
}

int kernel_clock_sleep(clockid_t clock, int flags, const timespec* time, timespec* rest) {
  static auto* const call =
      next<int(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
  return call(clock, flags, time, rest);
}

int kernel_wait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
  static auto* const call =
      next<int(pthread_cond_t*, pthread_mutex_t*, const timespec*)>("pthread_cond_timedwait");
  return call(condition, mutex, until);
}

int kernel_clock_wait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                      const timespec* until) {
  static auto* const call =
      next<int(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)>(
          "pthread_cond_clockwait");
  return call(condition, mutex, clock, until);
}

}  // namespace
}  // namespace kontor::trace

#define KONTOR_EXPORTED_WAIT __attribute__((visibility("default"), used))

extern "C" {

KONTOR_EXPORTED_WAIT int nanosleep(const timespec* time, timespec* rest) {
  using namespace kontor::trace;
  if (is_own(__builtin_return_address(0))) return kernel_sleep(time, rest);
  const timespec given = to_timespec(allowed(nanoseconds(*time)));
  return kernel_sleep(&given, rest);
}

KONTOR_EXPORTED_WAIT int clock_nanosleep(clockid_t clock, int flags, const timespec* time,
                                         timespec* rest) {
  using namespace kontor::trace;
  if (is_own(__builtin_return_address(0))) return kernel_clock_sleep(clock, flags, time, rest);
  const timespec given = (flags & TIMER_ABSTIME) != 0 ? translated(clock, *time)
                                                      : to_timespec(allowed(nanoseconds(*time)));
  return kernel_clock_sleep(clock, flags, &given, rest);
}

KONTOR_EXPORTED_WAIT int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                                const timespec* until) {
  using namespace kontor::trace;
  if (is_own(__builtin_return_address(0))) return kernel_wait(condition, mutex, until);
  const timespec given = translated(CLOCK_REALTIME, *until);
  return kernel_wait(condition, mutex, &given);
}

KONTOR_EXPORTED_WAIT int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                                clockid_t clock, const timespec* until) {
  using namespace kontor::trace;
  if (is_own(__builtin_return_address(0))) return kernel_clock_wait(condition, mutex, clock, until);
  const timespec given = translated(clock, *until);
  return kernel_clock_wait(condition, mutex, clock, &given);
}

}  // extern "C"

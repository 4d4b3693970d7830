#pragma once

#include <string>
#include <utility>
#include <variant>

namespace kontor {

// The one set of failures. Translated to HTTP in base/http/problem.hpp and to
// the plugin ABI in sdk/abi/kontor/status.h; nowhere else.
enum class ErrorCode {
  invalid_argument,  // The caller sent something that can never succeed.
  unauthenticated,   // Nobody is logged in, or the proof is wrong.
  forbidden,         // Known caller, missing right or permission.
  not_found,
  conflict,     // Stale version, duplicate, or a state that does not allow it.
  exhausted,    // A limit, quota or seat pool is used up.
  untrusted,    // A signature, hash or piece of metadata does not verify.
  unavailable,  // Worth trying again: peer down, deadline passed, shutting down.
  internal,     // Our own fault.
};

struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;  // Plain English: what was refused and why. Never holds secrets.
  std::string detail =
      {};  // Optional JSON object for machines (a stable `code`, the holders of a seat …).
};

// Holds a value or an Error. Asking for the one that is not there is a
// programming error (std::get throws). A domain with failures of its own (base/tuf)
// gives its own E and turns it into an Error at its edge.
template <typename T = std::monostate, typename E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  E& error() & { return std::get<1>(state_); }
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, E> state_;
};

using Status = Result<>;

// Success of a function that returns Status.
inline Status ok() { return Status(std::monostate{}); }

}  // namespace kontor

// Yields the value, or returns the error from the enclosing function.
// Not inside coroutines; one TRY per expression.
#define TRY(expression)                                    \
  __extension__({                                          \
    auto try_result = (expression);                        \
    if (!try_result) return std::move(try_result).error(); \
    std::move(try_result).value();                         \
  })

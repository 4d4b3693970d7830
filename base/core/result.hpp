#pragma once

#include <memory>
#include <stdexcept>
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

// Thrown when the side of a Result that is not there is asked for: a programming error.
struct WrongSide : std::logic_error {
  WrongSide() : std::logic_error("a Result was asked for the side it does not hold") {}
};

// Holds a value or an Error; asking for the one that is not there throws WrongSide. A domain
// with failures of its own (base/tuf) gives its own E and turns it into an Error at its edge.
// A union of its own and not std::variant, which made a tenth of every compilation.
template <typename T = std::monostate, typename E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : holds_value_(true) { std::construct_at(&value_, std::move(value)); }
  Result(E error) : holds_value_(false) { std::construct_at(&error_, std::move(error)); }
  Result(const Result& other) : holds_value_(other.holds_value_) {
    if (holds_value_) {
      std::construct_at(&value_, other.value_);
    } else {
      std::construct_at(&error_, other.error_);
    }
  }
  Result(Result&& other) noexcept : holds_value_(other.holds_value_) { take(other); }
  Result& operator=(Result other) noexcept {
    destroy();
    holds_value_ = other.holds_value_;
    take(other);
    return *this;
  }
  ~Result() { destroy(); }

  explicit operator bool() const { return holds_value_; }
  T& value() & { return checked(true), value_; }
  const T& value() const& { return checked(true), value_; }
  T&& value() && { return checked(true), std::move(value_); }
  E& error() & { return checked(false), error_; }
  const E& error() const& { return checked(false), error_; }
  E&& error() && { return checked(false), std::move(error_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  void checked(bool wanted) const {
    if (wanted != holds_value_) throw WrongSide();
  }
  void take(Result& other) noexcept {
    if (holds_value_) {
      std::construct_at(&value_, std::move(other.value_));
    } else {
      std::construct_at(&error_, std::move(other.error_));
    }
  }
  void destroy() noexcept {
    if (holds_value_) {
      std::destroy_at(&value_);
    } else {
      std::destroy_at(&error_);
    }
  }

  bool holds_value_;
  union {
    T value_;
    E error_;
  };
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

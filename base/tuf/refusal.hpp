#pragma once

#include <string>
#include <utility>

#include "base/core/result.hpp"

namespace kontor::tuf {

// Why metadata or a target was not accepted.
enum class Fault {
  malformed,
  threshold_not_met,
  version_rolled_back,
  wrong_version,
  hash_mismatch,
  length_mismatch,
  expired_metadata,
  role_missing,    // The snapshot or the delegator does not list the role.
  target_missing,  // No role that may speak for the path lists it.
  too_large,       // More bytes, keys or roles than the limits allow.
  unreachable,     // The repository did not answer; says nothing about trust.
  storage,         // The folder of trusted metadata cannot be read or written.
};

struct [[nodiscard]] Refusal {
  Fault fault;
  std::string role;
  std::string why;  // Names versions, dates or counts.
};

template <typename T = std::monostate>
using Verdict = Result<T, Refusal>;

inline Refusal malformed(const std::string& role, std::string why) {
  return {Fault::malformed, role, std::move(why)};
}
inline Verdict<> accepted() { return Verdict<>(std::monostate{}); }

// "version_rolled_back" …: stable, also the `code` in Error::detail.
const char* fault_name(Fault fault);

// The one place where a Refusal becomes an Error.
Error to_error(const Refusal& refusal);

// A failure of reading outside data, seen as malformed metadata of `role`.
template <typename T>
Verdict<T> sound(Result<T> result, const std::string& role) {
  if (!result) return Refusal{Fault::malformed, role, std::move(result).error().message};
  return std::move(result).value();
}

}  // namespace kontor::tuf

#pragma once

#include <kontor/status.h>

#include <kontor/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace kontor {

// The name of a status in a problem object; "internal" for a number that is not listed.
inline const char* status_name(kontor_status status) {
  switch (status) {
    case KONTOR_OK:
      return "ok";
    case KONTOR_INVALID_ARGUMENT:
      return "invalid_argument";
    case KONTOR_UNAUTHENTICATED:
      return "unauthenticated";
    case KONTOR_FORBIDDEN:
      return "forbidden";
    case KONTOR_NOT_FOUND:
      return "not_found";
    case KONTOR_CONFLICT:
      return "conflict";
    case KONTOR_EXHAUSTED:
      return "exhausted";
    case KONTOR_UNTRUSTED:
      return "untrusted";
    case KONTOR_UNAVAILABLE:
      return "unavailable";
    default:
      return "internal";
  }
}

// A call that did not succeed: thrown by Host when the host refuses, and by a plugin's own
// handlers to refuse. Becomes a status and a problem object at the boundary.
class Failure : public std::runtime_error {
 public:
  Failure(kontor_status status, const std::string& message, Json detail = nullptr)
      : std::runtime_error(message), status_(status), detail_(std::move(detail)) {}

  kontor_status status() const { return status_; }
  const Json& detail() const { return detail_; }  // Null, or an object for machines.

  Json problem() const {
    Json json = {{"code", status_name(status_)}, {"message", what()}};
    if (!detail_.is_null()) json["detail"] = detail_;
    return json;
  }

 private:
  kontor_status status_;
  Json detail_;
};

// Thrown by a before-save handler: the record is not saved, and the user reads `text`.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kontor

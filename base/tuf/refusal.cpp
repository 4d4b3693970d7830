#include "base/tuf/refusal.hpp"

#include "base/core/json.hpp"

namespace kontor::tuf {
namespace {

ErrorCode code_of(Fault fault) {
  switch (fault) {
    case Fault::target_missing:
      return ErrorCode::not_found;
    case Fault::unreachable:
    case Fault::storage:
      return ErrorCode::unavailable;
    default:
      return ErrorCode::untrusted;
  }
}

}  // namespace

const char* fault_name(Fault fault) {
  switch (fault) {
    case Fault::malformed:
      return "malformed";
    case Fault::threshold_not_met:
      return "threshold_not_met";
    case Fault::version_rolled_back:
      return "version_rolled_back";
    case Fault::wrong_version:
      return "wrong_version";
    case Fault::hash_mismatch:
      return "hash_mismatch";
    case Fault::length_mismatch:
      return "length_mismatch";
    case Fault::expired_metadata:
      return "expired_metadata";
    case Fault::role_missing:
      return "role_missing";
    case Fault::target_missing:
      return "target_missing";
    case Fault::too_large:
      return "too_large";
    case Fault::unreachable:
      return "unreachable";
    case Fault::storage:
      return "storage";
  }
  return "malformed";
}

Error to_error(const Refusal& refusal) {
  const Json detail = {{"code", fault_name(refusal.fault)}, {"role", refusal.role}};
  return {code_of(refusal.fault), refusal.role + ": " + refusal.why, to_text(detail)};
}

}  // namespace kontor::tuf

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::licensing {

// A refusal with a stable code for machines and a sentence for people.
inline Error refuse(ErrorCode code, std::string_view stable_code, std::string message) {
  return {code, std::move(message), to_text(Json{{"code", stable_code}})};
}

// The stable code of a refusal; "" for other errors.
inline std::string refusal_code(const Error& error) {
  const Json detail = Json::parse(error.detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object() || !detail.contains("code") || !detail["code"].is_string()) return "";
  return detail["code"];
}

// The same refusal with a stable code, unless it has one already.
inline Error with_code(Error error, std::string_view stable_code) {
  if (error.detail.empty()) error.detail = to_text(Json{{"code", stable_code}});
  return error;
}

// Gives every refusal of `result` this code: TRY(coded("unknown-key", find(kid))).
template <typename T>
Result<T> coded(std::string_view stable_code, Result<T> result) {
  if (!result) return with_code(std::move(result).error(), stable_code);
  return result;
}

}  // namespace kontor::licensing

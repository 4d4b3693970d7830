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

}  // namespace kontor::licensing

#include "sdk/runtime/problem.hpp"

#include <array>

#include "base/core/json.hpp"

namespace kontor::runtime {
namespace {

// In the order of ErrorCode; the status is the place + 1.
constexpr std::array<std::string_view, 9> kNames = {
    "invalid_argument", "unauthenticated", "forbidden",   "not_found", "conflict",
    "exhausted",        "untrusted",       "unavailable", "internal"};
constexpr std::size_t kMessageMax = 2000;
constexpr std::size_t kProblemMax = std::size_t{64} << 10;

ErrorCode code_of(std::int32_t status) {
  if (status < 1 || status > static_cast<std::int32_t>(kNames.size())) return ErrorCode::internal;
  return static_cast<ErrorCode>(status - 1);
}

// No cut inside a UTF-8 character.
std::string cut(std::string text) {
  if (text.size() <= kMessageMax) return text;
  std::size_t end = kMessageMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace

std::int32_t status_of(ErrorCode code) { return static_cast<std::int32_t>(code) + 1; }

std::string_view code_name(ErrorCode code) { return kNames.at(static_cast<std::size_t>(code)); }

std::string problem_text(const Error& error) {
  Json problem = {{"code", code_name(error.code)}, {"message", error.message}};
  if (!error.detail.empty()) {
    const auto detail = parse_json(error.detail);
    if (detail) problem["detail"] = *detail;
  }
  return to_text(problem);
}

Error error_from(std::int32_t status, std::string_view text, std::string_view peer) {
  const auto problem = parse_json(text, {.bytes_max = kProblemMax, .depth_max = 16});
  if (!problem || !problem->is_object())
    return {code_of(status), std::string(peer) + " failed with status " + std::to_string(status)};
  const auto message = json_text(*problem, "message");
  Error error{code_of(status), message && !message->empty()
                                   ? cut(*message)
                                   : std::string(peer) + " failed without a message"};
  if (problem->contains("detail") && (*problem)["detail"].is_object())
    error.detail = to_text((*problem)["detail"]);
  return error;
}

}  // namespace kontor::runtime

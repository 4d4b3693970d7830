#include "marketplace/core/upload.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/crypto/hash.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::array<std::pair<UploadState, std::string_view>, 7> kStates{{
    {UploadState::started, "STARTED"},
    {UploadState::validating, "VALIDATING"},
    {UploadState::scanning, "SCANNING"},
    {UploadState::passed, "PASSED"},
    {UploadState::quarantined, "QUARANTINED"},
    {UploadState::rejected, "REJECTED"},
    {UploadState::errored, "ERRORED"},
}};

}  // namespace

std::string_view to_text(UploadState state) {
  return std::find_if(kStates.begin(), kStates.end(),
                      [&](const auto& known) { return known.first == state; })
      ->second;
}

Result<UploadState> parse_upload_state(std::string_view text) {
  for (const auto& [state, name] : kStates)
    if (name == text) return state;
  return Error{ErrorCode::internal, "no upload state '" + std::string(text) + "'"};
}

bool checks_unfinished(UploadState state) {
  return state != UploadState::passed && state != UploadState::quarantined &&
         state != UploadState::rejected;
}

Json to_json(const Finding& finding) {
  return {{"rule", finding.rule},
          {"file", finding.file},
          {"offset", finding.offset < 0 ? Json(nullptr) : Json(finding.offset)},
          {"message", finding.message},
          {"fix", finding.fix},
          {"severity", finding.severity},
          {"enforced", finding.enforced}};
}

Finding parse_finding(const Json& json) {
  return {.rule = json.value("rule", ""),
          .file = json.value("file", ""),
          .offset = json.contains("offset") && json["offset"].is_number_integer()
                        ? json["offset"].get<std::int64_t>()
                        : -1,
          .message = json.value("message", ""),
          .fix = json.value("fix", ""),
          .severity = json.value("severity", "error"),
          .enforced = json.value("enforced", true)};
}

std::string_view to_text(Decision decision) {
  return decision == Decision::approve ? "approve" : "reject";
}

Result<Decision> parse_decision(std::string_view text) {
  if (text == "approve") return Decision::approve;
  if (text == "reject") return Decision::reject;
  return Error{ErrorCode::invalid_argument, "a decision is \"approve\" or \"reject\""};
}

std::string operation_id_of(std::string_view vendor, std::string_view sha256) {
  return crypto::sha256_hex("kontor.publish/1\n" + std::string(vendor) + "\n" +
                            std::string(sha256));
}

}  // namespace kontor::marketplace

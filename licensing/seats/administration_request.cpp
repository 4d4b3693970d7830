#include "licensing/seats/administration_request.hpp"

#include "base/core/bytes.hpp"
#include "licensing/seats/request_schema.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kSeatsMax = 1'000'000;
constexpr std::size_t kSubjectsMax = 20'000;
constexpr std::size_t kQueryTextMax = 200;
constexpr TimeMs kReportDayMs = TimeMs{24} * 3600 * 1000;

Result<TimeMs> parse_day(const std::string& name, const std::string& text) {
  constexpr std::size_t kDayLetters = 10;
  if (text.size() == kDayLetters) {
    const auto day = parse_rfc3339(text + "T00:00:00Z");
    if (day) return day;
  }
  return Error{ErrorCode::invalid_argument, name + " must be a day such as 2026-11-22"};
}

}  // namespace

const Json& reason_schema() {
  static const Json schema = object_schema({{"reason", sentence_text()}});
  return schema;
}

const Json& force_release_schema() {
  static const Json schema =
      object_schema({{"lease_id", name_text()}, {"reason", sentence_text()}});
  return schema;
}

const Json& group_schema() {
  static const Json schema =
      object_schema({{"reserved", count_number(kSeatsMax)}, {"cap", count_number(kSeatsMax)}});
  return schema;
}

const Json& assignment_schema() {
  static const Json schema = object_schema(
      {{"subjects", {{"type", "array"}, {"maxItems", kSubjectsMax}, {"items", name_text()}}}});
  return schema;
}

const Json& rebind_schema() {
  static const Json schema =
      object_schema({{"subject", name_text()}, {"device_key", hex_text(64)}});
  return schema;
}

Result<RebindRequest> read_rebind(const Json& body) {
  const std::string hex = body["device_key"];
  std::string raw = TRY(hex_decode(hex));
  return RebindRequest{.subject = body["subject"], .device_key = std::move(raw)};
}

Result<UsageQuery> parse_usage_query(const std::map<std::string, std::string>& query) {
  constexpr std::int64_t kDaysByDefault = 30;
  UsageQuery usage;
  const TimeMs today = SystemClock().now_ms() / kReportDayMs * kReportDayMs;
  usage.to_ms = today + kReportDayMs;
  if (const auto to = query.find("to"); to != query.end())
    usage.to_ms = TRY(parse_day("to", to->second));
  usage.from_ms = usage.to_ms - kDaysByDefault * kReportDayMs;
  if (const auto from = query.find("from"); from != query.end())
    usage.from_ms = TRY(parse_day("from", from->second));
  if (const auto license = query.find("license_id"); license != query.end()) {
    if (license->second.size() > kQueryTextMax)
      return Error{ErrorCode::invalid_argument, "license_id is longer than 200 bytes"};
    usage.license_id = license->second;
  }
  return usage;
}

Json audit_answer(const LogAudit& audit) {
  Json findings = Json::array();
  for (const LogFinding& finding : audit.findings) {
    findings.push_back({{"code", finding.code},
                        {"chain", finding.chain},
                        {"number", finding.number},
                        {"text", finding.text}});
  }
  Json anchors = Json::array();
  for (const LogAnchor& anchor : audit.anchors) {
    anchors.push_back({{"chain", anchor.chain}, {"number", anchor.number}, {"hash", anchor.hash}});
  }
  return {{"whole", audit.whole()},
          {"entries", audit.entries},
          {"findings", std::move(findings)},
          {"anchors", std::move(anchors)}};
}

}  // namespace kontor::licensing

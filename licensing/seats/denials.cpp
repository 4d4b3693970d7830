#include "licensing/seats/denials.hpp"

#include <algorithm>

#include "base/core/json.hpp"

namespace kontor::licensing {

namespace {

constexpr TimeMs kDenialDayMs = TimeMs{24} * 3600 * 1000;

}  // namespace

void Denials::add(Kind kind, std::int64_t times, TimeMs at_ms) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= kKindsMax && !counts_.contains(kind)) std::get<1>(kind).clear();
  if (counts_.size() >= 2 * kKindsMax && !counts_.contains(kind)) std::get<0>(kind).clear();
  Count& count = counts_[std::move(kind)];
  count.times += times;
  count.last_ms = std::max(count.last_ms, at_ms);
}

void Denials::note(std::string_view license_id, std::string_view feature, std::string_view code,
                   TimeMs now_ms) {
  add({std::string(license_id), std::string(feature), std::string(code), now_ms / kDenialDayMs}, 1,
      now_ms);
}

std::vector<LogEntry> Denials::take() {
  std::map<Kind, Count> counts;
  {
    const std::lock_guard lock(mutex_);
    counts.swap(counts_);
  }
  std::vector<LogEntry> entries;
  entries.reserve(counts.size());
  for (const auto& [kind, count] : counts) {
    const auto& [license_id, feature, code, day] = kind;
    entries.push_back({.kind = LogKind::denied,
                       .at_ms = count.last_ms,
                       .license_id = license_id,
                       .feature = feature,
                       .detail = to_text(Json{{"code", code}}),
                       .count = count.times});
  }
  return entries;
}

void Denials::put_back(const std::vector<LogEntry>& entries) {
  for (const LogEntry& entry : entries) {
    const Json detail = Json::parse(entry.detail, nullptr, /*allow_exceptions=*/false);
    const std::string code = detail.value("code", "");
    add({entry.license_id, entry.feature, code, entry.at_ms / kDenialDayMs}, entry.count,
        entry.at_ms);
  }
}

}  // namespace kontor::licensing

#include "host/core/time_zone.hpp"

#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace kontor::host {

namespace {

using Offsets = std::shared_ptr<const std::vector<ZoneOffset>>;

constexpr std::size_t kZoneNameMax = 64;
constexpr std::size_t kZonesKept = 1000;      // There are about 600.
constexpr UDate kLastMs = 4'102'444'800'000;  // 2100-01-01
constexpr std::size_t kDayTextBytes = 10;     // YYYY-MM-DD

Error no_zone(const std::string& zone) {
  return Error{
      ErrorCode::invalid_argument,
      "time_zone: a name such as Europe/Stockholm is wanted, not " + zone.substr(0, kZoneNameMax)};
}

Result<Offsets> work_out(const std::string& zone) {
  const std::unique_ptr<icu::TimeZone> named(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  const auto* const known = dynamic_cast<const icu::BasicTimeZone*>(named.get());
  if (known == nullptr || *known == icu::TimeZone::getUnknown()) return no_zone(zone);
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0;
  std::int32_t summer = 0;
  known->getOffset(0, /*local=*/0, raw, summer, status);
  if (U_FAILURE(status) != 0) return no_zone(zone);
  auto offsets = std::make_shared<std::vector<ZoneOffset>>();
  offsets->push_back({0, raw + summer});
  icu::TimeZoneTransition change;
  UDate at = 0;
  while (known->getNextTransition(at, /*inclusive=*/0, change) != 0) {
    at = change.getTime();
    if (at >= kLastMs) break;
    const std::int64_t offset = change.getTo()->getRawOffset() + change.getTo()->getDSTSavings();
    // A rule may change its name alone.
    if (offset != offsets->back().offset_ms) offsets->push_back({static_cast<TimeMs>(at), offset});
  }
  return Offsets(std::move(offsets));
}

}  // namespace

Result<Offsets> zone_offsets(const std::string& zone) {
  static std::mutex mutex;
  static std::map<std::string, Offsets> kept;
  if (zone.empty() || zone.size() > kZoneNameMax) return no_zone(zone);
  const std::lock_guard lock(mutex);
  const auto found = kept.find(zone);
  if (found != kept.end()) return found->second;
  Offsets offsets = TRY(work_out(zone));
  if (kept.size() < kZonesKept) kept.emplace(zone, offsets);
  return offsets;
}

std::string machine_zone() {
  const std::unique_ptr<icu::TimeZone> here(icu::TimeZone::detectHostTimeZone());
  if (here == nullptr) return kUtc;
  icu::UnicodeString id;
  std::string name;
  here->getID(id).toUTF8String(name);
  const auto offsets = zone_offsets(name);
  const bool utc = !offsets || ((*offsets)->size() == 1 && (*offsets)->front().offset_ms == 0);
  return utc ? kUtc : name;
}

TimeMs clock_time(const std::vector<ZoneOffset>& offsets, TimeMs moment_ms) {
  std::size_t at = offsets.size() - 1;
  while (at > 0 && offsets[at].from_ms > moment_ms) --at;
  return moment_ms + offsets[at].offset_ms;
}

TimeMs moment_of_clock_time(const std::vector<ZoneOffset>& offsets, TimeMs shown_ms) {
  for (std::size_t at = 0; at + 1 < offsets.size(); ++at) {
    const TimeMs moment = shown_ms - offsets[at].offset_ms;
    if (moment < offsets[at + 1].from_ms) return std::max(moment, offsets[at].from_ms);
  }
  return std::max(shown_ms - offsets.back().offset_ms, offsets.back().from_ms);
}

std::string date_in(const std::string& zone, TimeMs moment_ms) {
  const auto offsets = zone_offsets(zone);
  const TimeMs shown = offsets ? clock_time(**offsets, moment_ms) : moment_ms;
  return to_rfc3339(shown).substr(0, kDayTextBytes);
}

}  // namespace kontor::host

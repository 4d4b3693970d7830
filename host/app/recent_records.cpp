#include "host/app/recent_records.hpp"

#include <utility>

namespace kontor::host {

namespace {

constexpr std::size_t kRecordsMax = 1000;
constexpr std::size_t kBytesMax = 4096;  // Of one record's values, roughly.
constexpr TimeMs kForMs = 60'000;

std::size_t size_of(const Json& value) {
  if (const auto* const text = value.get_ptr<const std::string*>()) return text->size();
  std::size_t bytes = sizeof(Json);
  if (!value.is_structured()) return bytes;
  for (const Json& part : value) {
    if (bytes > kBytesMax) break;
    bytes += size_of(part);
  }
  return bytes;
}

}  // namespace

void RecentRecords::keep(const Record& record, const std::shared_ptr<const Catalogue>& catalogue) {
  if (size_of(record.fields) > kBytesMax) return forget(record.id);
  const TimeMs now_ms = clock_.monotonic_ms();
  Kept kept{record, catalogue, now_ms + kForMs};
  kept.record.owners_above.clear();
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kRecordsMax) {
    std::erase_if(kept_, [now_ms](const auto& each) { return each.second.until_ms < now_ms; });
    if (kept_.size() >= kRecordsMax) kept_.clear();
  }
  kept_.insert_or_assign(record.id, std::move(kept));
}

std::optional<Record> RecentRecords::find(const std::string& entity, const std::string& id,
                                          const std::shared_ptr<const Catalogue>& catalogue) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end() || found->second.until_ms < clock_.monotonic_ms()) return std::nullopt;
  if (found->second.record.entity != entity || found->second.catalogue != catalogue)
    return std::nullopt;
  return found->second.record;
}

void RecentRecords::forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  kept_.erase(id);
}

}  // namespace kontor::host

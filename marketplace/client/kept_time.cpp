#include "marketplace/client/kept_time.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/core/log.hpp"

namespace kontor::marketplace {

KeptTime::KeptTime(const Clock& clock, std::filesystem::path file)
    : clock_(clock), file_(std::move(file)) {
  const auto text = read_file(file_, 64);
  if (!text) return;
  const auto kept = parse_rfc3339(text->substr(0, text->find('\n')));
  if (kept) latest_ms_ = *kept;
}

TimeMs KeptTime::now_ms() const { return std::max<TimeMs>(clock_.now_ms(), latest_ms_); }

std::int64_t KeptTime::behind_ms() const {
  return std::max<std::int64_t>(0, latest_ms_ - clock_.now_ms());
}

void KeptTime::keep() {
  const TimeMs now = clock_.now_ms();
  if (now <= latest_ms_) return;
  latest_ms_ = now;
  const Status written = write_file(file_, to_rfc3339(now) + "\n");
  if (!written)
    log::warning("the latest known time was not kept", {{"reason", written.error().message}});
}

}  // namespace kontor::marketplace

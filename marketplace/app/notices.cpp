#include "marketplace/app/notices.hpp"

#include <utility>

#include "base/core/log.hpp"
#include "licensing/core/calendar.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/core/notice_plan.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/notice_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kLicensesAtOnce = 200;
constexpr int kNoticesPage = 100;
// Long after its end nobody is told any more.
constexpr std::int64_t kToldAfterDays = 200;

Result<std::int64_t> write_for(Market& market, db::Session& session, const IssuedLicense& license) {
  const LicenseStanding standing = TRY(license_standing(session, license));
  std::int64_t written = 0;
  for (Notice& notice : planned_notices(license, standing.terms.offer.grace,
                                        market.billing.notice_days, market.clock.now_ms())) {
    notice.notice_id = market.ids.next();
    if (TRY(NoticeStore(session).insert(notice))) ++written;
  }
  return written;
}

// `last_id`: of the last licence looked at; empty behind the last one.
Result<std::int64_t> write_page(Market& market, db::Session& session,
                                std::pair<TimeMs, TimeMs> between, const std::string& after_id,
                                std::string& last_id) {
  last_id.clear();
  std::int64_t written = 0;
  const auto licenses = TRY(
      IssuedLicenseStore(session).ending(between.first, between.second, after_id, kLicensesAtOnce));
  for (const IssuedLicense& license : licenses) {
    written += TRY(write_for(market, session, license));
    last_id = license.license_id;
  }
  return written;
}

}  // namespace

Result<std::int64_t> write_notices(Market& market) {
  const TimeMs now_ms = market.clock.now_ms();
  const TimeMs after_ms = now_ms - kToldAfterDays * licensing::kDayMs;
  const TimeMs until_ms = now_ms + market.billing.notice_days * licensing::kDayMs;
  std::int64_t written = 0;
  for (std::string after_id;;) {
    std::string last_id;
    const auto page = market.database.transaction([&](db::Session& session) {
      return write_page(market, session, {after_ms, until_ms}, after_id, last_id);
    });
    if (!page) return page.error();
    written += *page;
    if (last_id.empty()) break;
    after_id = last_id;
  }
  if (written > 0) log::info("notices written", {{"count", written}});
  return written;
}

Result<std::vector<Notice>> company_notices(Market& market, const std::string& company_id,
                                            const std::string& after_id) {
  return market.database.read([&](db::Session& session) {
    return NoticeStore(session).of_company(company_id, after_id, kNoticesPage);
  });
}

}  // namespace kontor::marketplace

#include "marketplace/core/notice_plan.hpp"

#include "licensing/core/calendar.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kWeekDays = 7;

class NoticePlan {
 public:
  NoticePlan(const IssuedLicense& license, TimeMs now_ms) : license_(license), now_ms_(now_ms) {}

  // Told from `days` after the end on; before it for days below zero.
  void tell(std::int64_t days, const char* kind, const std::string& what) {
    if (now_ms_ < license_.ends_at_ms + days * licensing::kDayMs) return;
    notices_.push_back({.company_id = license_.company_id,
                        .license_id = license_.license_id,
                        .kind = kind,
                        .about_ms = license_.ends_at_ms,
                        .title = what + " (" + license_.product + ", " +
                                 to_rfc3339(license_.ends_at_ms).substr(0, 10) + ")",
                        .made_at_ms = now_ms_});
  }
  std::vector<Notice> take() && { return std::move(notices_); }

 private:
  const IssuedLicense& license_;
  TimeMs now_ms_;
  std::vector<Notice> notices_ = {};
};

}  // namespace

std::vector<Notice> planned_notices(const IssuedLicense& license, const licensing::Grace& grace,
                                    std::int64_t notice_days, TimeMs now_ms) {
  NoticePlan plan(license, now_ms);
  if (license.revoked_at_ms > 0 || license.ends_at_ms == 0) return {};
  if (license.end_kind == "instalment") {
    plan.tell(-kWeekDays, "instalment-due", "An instalment is due");
    plan.tell(0, "instalment-missed", "An instalment was not paid: full use goes on for some days");
    plan.tell(grace.notice_days, "read-only",
              "An instalment was not paid: reading and export only");
    plan.tell(grace.notice_days + grace.read_only_days, "off",
              "An instalment was not paid: the licence is off");
    return std::move(plan).take();
  }
  if (license.cancelled_at_ms > 0) return {};
  if (license.end_kind == "trial")
    plan.tell(-kWeekDays, "trial", "The trial ends: order a licence to go on");
  if (license.end_kind == "license") plan.tell(-notice_days, "renewal", "Renew the licence");
  if (license.end_kind == "updates")
    plan.tell(-notice_days, "updates", "Renew the updates; what is installed works on");
  return std::move(plan).take();
}

}  // namespace kontor::marketplace

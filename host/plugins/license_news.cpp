#include "host/plugins/license_news.hpp"

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "licensing/seats/refusal.hpp"
#include "marketplace/client/market_notices.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kNewsFileMax = 4096;

}  // namespace

Status LicenseNews::read(marketplace::MarketClient& market) {
  const std::string token = TRY(market.revocations());
  Status withdrawn = take_revocations(token);
  // A list of a company whose licences are counted elsewhere concerns nobody here.
  if (!withdrawn && licensing::refusal_code(withdrawn.error()) != "wrong-company") return withdrawn;
  take_documents(TRY(market.licenses()));
  std::string after = read_until();
  for (int page = 0; page < kPagesMax; ++page) {
    const Json notices = TRY(market.notices(after));
    const std::string last = TRY(take_notices(notices));
    if (last.empty()) break;
    after = last;
    TRY(write_file(parts_.file, to_text(Json{{"after", after}})));
  }
  return ok();
}

std::string LicenseNews::read_until() const {
  const auto text = read_file(parts_.file, kNewsFileMax);
  const auto json = text ? parse_json(*text) : Result<Json>(text.error());
  const auto after = json ? json_text(*json, "after") : Result<std::string>(json.error());
  return after ? *after : "";  // Read from the beginning, everything is told once all the same.
}

std::set<std::string> LicenseNews::license_ids() {
  std::set<std::string> ids;
  for (const licensing::License& license : seats_.licenses("")) ids.insert(license.license_id);
  return ids;
}

// By their licence: when they were issued, 0 for those that are not believed.
std::map<std::string, TimeMs> LicenseNews::kept_documents() {
  std::map<std::string, TimeMs> kept;
  for (const licensing::License& license : seats_.licenses(""))
    kept[license.license_id] = license.issued_at_ms;
  for (const licensing::RefusedLicense& one : seats_.refused_licenses()) kept[one.license_id] = 0;
  return kept;
}

std::int64_t LicenseNews::take_documents(const std::vector<std::string>& tokens) {
  const auto kept = kept_documents();
  std::int64_t installed = 0;
  for (const std::string& token : tokens) {
    const auto license = parts_.own.verify(token);
    if (!license) {
      log::warning("a licence of the market is not believed",
                   {{"reason", license.error().message}});
      continue;
    }
    const auto here = kept.find(license->license_id);
    if (here == kept.end() || here->second >= license->issued_at_ms) continue;
    const auto taken = seats_.install_document(token);
    if (taken) ++installed;
    if (!taken)
      log::warning("a licence that was signed anew is not installed",
                   {{"license", license->license_id}, {"reason", taken.error().message}});
  }
  return installed;
}

// What is here is noted before it goes.
Status LicenseNews::take_revocations(const std::string& token) {
  TRY(withdrawals_.look());
  const auto here = parts_.desk.take_revocations(token);
  Status taken = here ? ok() : Status(here.error());
  if (parts_.remote != nullptr && parts_.remote->take_revocations(token)) taken = ok();
  TRY(withdrawals_.look());
  return taken;
}

Result<std::string> LicenseNews::take_notices(const Json& page) {
  const std::set<std::string> installed = license_ids();
  std::string last;
  for (const marketplace::MarketNotice& notice : TRY(marketplace::parse_notices(page))) {
    last = notice.notice_id;
    // Of the end of what is installed here the host tells itself (RenewalTasks).
    if (notice.kind == "renewal" && installed.contains(notice.license_id)) continue;
    TRY(tell("license-notice:" + last, notice.title, notice.about, notice.license_id));
  }
  return last;
}

// The key makes it one task, whatever dies in between.
Status LicenseNews::tell(const std::string& key, const std::string& text, const std::string& due_at,
                         const std::string& license_id) {
  if (parts_.company.definitions.now()->find("task") != nullptr)
    TRY(parts_.company.records.create(
        Principal::system(), "task", {{"title", text}, {"due_at", due_at}, {"subject", license_id}},
        key));
  parts_.company.notices.to_all("notice", {{"text", text}, {"kind", "license"}});
  return ok();
}

}  // namespace kontor::host

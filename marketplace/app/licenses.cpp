#include "marketplace/app/licenses.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/store/commitment_store.hpp"
#include "marketplace/store/company_store.hpp"
#include "marketplace/store/invoice_store.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kSaltBytes = 16;

// When the first instalment that is not paid is due; 0: all are.
Result<TimeMs> next_due(db::Session& session, const Order& order) {
  std::int64_t covered = 0;
  for (const Instalment& part : TRY(InvoiceStore(session).schedule(order.order_id))) {
    covered += part.amount;
    if (covered > order.paid) return part.due_at_ms;
  }
  return TimeMs{0};
}

Result<CourseStep> step_of(db::Session& session, const Order& order) {
  CourseStep step{.kind = order.wish.kind, .seats = order.seats};
  step.offer = TRY(stored_offer(order.offer));
  // Orders from before months were kept: one period.
  step.months = order.months > 0 ? order.months : licensing::months_of(step.offer.period);
  step.at_ms = order.licensed_at_ms;
  if (order.wish.kind == OrderKind::instalments) step.next_due_ms = TRY(next_due(session, order));
  return step;
}

Status sign(Market& market, db::Session& session, IssuedLicense& issued) {
  const Company company = TRY(CompanyStore(session).get(issued.company_id));
  LicenseStanding standing = TRY(license_standing(session, issued));
  licensing::License& license = standing.terms;
  // A later document replaces an earlier one by its time.
  issued.issued_at_ms = std::max(market.clock.now_ms(), issued.issued_at_ms + 1);
  license.license_id = issued.license_id;
  license.company_id = company.company_id;
  license.company = company.name;
  license.authority = company.ledger_key.empty() ? market.ledger_key : company.ledger_key;
  license.issued_at_ms = issued.issued_at_ms;
  issued.product = license.product;
  set_end(issued, license);
  issued.document =
      TRY(licensing::sign_license(license, standing.offer, market.repository.license_key()));
  return ok();
}

}  // namespace

Status commit_sale(Market& market, db::Session& session, const Order& order,
                   const std::string& license_id, TimeMs made_at_ms) {
  Commitment commitment{.order_id = order.order_id,
                        .vendor = order.vendor,
                        .opening = {.license_id = license_id,
                                    .product = order.product,
                                    .quantity = order.seats,
                                    .total = order.total,
                                    .salt = hex_encode(market.random.bytes(kSaltBytes))}};
  commitment.hash = TRY(commitment_of(commitment.opening));
  commitment.log_from = static_cast<std::int64_t>(market.log.size());
  commitment.made_at_ms = made_at_ms;
  return CommitmentStore(session).insert(commitment);
}

void set_end(IssuedLicense& issued, const licensing::License& terms) {
  issued.ends_at_ms = 0;
  issued.end_kind.clear();
  if (terms.expires_at_ms) {
    issued.ends_at_ms = *terms.expires_at_ms;
    issued.end_kind = terms.grant == licensing::Grant::trial         ? "trial"
                      : terms.grant == licensing::Grant::instalments ? "instalment"
                                                                     : "license";
  } else if (terms.updates_until_ms) {
    issued.ends_at_ms = *terms.updates_until_ms;
    issued.end_kind = "updates";
  }
}

Result<LicenseStanding> license_standing(db::Session& session, const IssuedLicense& license) {
  LicenseStanding standing;
  std::vector<CourseStep> steps;
  const auto orders = TRY(OrderStore(session).of_license(license.license_id));
  steps.reserve(orders.size() + 1);
  for (const Order& order : orders) {
    CourseStep step = TRY(step_of(session, order));
    steps.push_back(std::move(step));
    standing.paid_net += order.paid - split_after(order.split, order.paid).tax;
    if (!changes_license(order.wish.kind) || order.wish.kind == OrderKind::upgrade)
      standing.offer = order.offer;
  }
  if (license.activated_at_ms > 0) {
    const CourseStep activation{.activation = true, .at_ms = license.activated_at_ms};
    const auto place = std::ranges::upper_bound(steps, activation.at_ms, {}, &CourseStep::at_ms);
    steps.insert(place, activation);
  }
  standing.terms = course_of(steps);
  return standing;
}

Result<IssuedLicense> license_order(Market& market, db::Session& session, const Order& order) {
  OrderStore orders(session);
  IssuedLicenseStore licenses(session);
  const std::string license_id = order.license_id.empty() ? market.ids.next() : order.license_id;
  const TimeMs now_ms = market.clock.now_ms();
  const bool first_payment = order.licensed_at_ms == 0;
  if (first_payment) TRY(orders.set_licensed(order.order_id, license_id, now_ms));
  auto known = TRY(licenses.find(license_id));
  IssuedLicense issued = known ? *std::move(known)
                               : IssuedLicense{.license_id = license_id,
                                               .order_id = order.order_id,
                                               .company_id = order.company_id,
                                               .documents = 0};
  ++issued.documents;
  TRY(sign(market, session, issued));
  const std::string reason(to_text(order.wish.kind));
  if (issued.documents == 1)
    TRY(licenses.insert(issued, reason));
  else
    TRY(licenses.replace(issued, reason));
  if (first_payment) TRY(commit_sale(market, session, order, issued.license_id, now_ms));
  log::info(
      "licence issued",
      {{"order", order.order_id}, {"product", order.product}, {"license", issued.license_id}});
  return issued;
}

Result<IssuedLicense> reissue(Market& market, db::Session& session, const IssuedLicense& license,
                              const std::string& reason) {
  IssuedLicense next = license;
  ++next.documents;
  TRY(sign(market, session, next));
  TRY(IssuedLicenseStore(session).replace(next, reason));
  return next;
}

Result<std::vector<IssuedLicense>> company_licenses(Market& market, const std::string& company_id) {
  return market.database.read(
      [&](db::Session& session) { return IssuedLicenseStore(session).of_company(company_id); });
}

Result<IssuedLicense> activate_license(Market& market, const std::string& company_id,
                                       const std::string& license_id) {
  return market.database.transaction([&](db::Session& session) -> Result<IssuedLicense> {
    IssuedLicense license = TRY(IssuedLicenseStore(session).get(license_id));
    if (license.company_id != company_id)
      return Error{ErrorCode::not_found, "no licence '" + license_id + "'"};
    if (license.revoked_at_ms > 0)
      return Error{ErrorCode::conflict, "licence '" + license_id + "' is revoked",
                   kontor::to_text(Json{{"code", "license-revoked"}})};
    if (license.activated_at_ms > 0) return license;
    license.activated_at_ms = market.clock.now_ms();
    return reissue(market, session, license, "activation");
  });
}

}  // namespace kontor::marketplace

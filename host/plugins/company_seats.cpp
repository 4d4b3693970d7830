#include "host/plugins/company_seats.hpp"

#include <algorithm>

namespace kontor::host {

using licensing::Entitlement;
using licensing::License;
using licensing::Standing;

bool CompanySeats::counts_elsewhere(std::string_view product) const {
  return remote_ != nullptr && !remote_->licenses(product).empty();
}

Result<License> CompanySeats::install_document(std::string_view token) {
  auto installed = own_.install_document(token);
  held_.clear();
  const bool another = !installed && installed.error().code == ErrorCode::forbidden;
  if (!another || remote_ == nullptr || !remote_->reaches_ledger()) return installed;
  return remote_->install_document(token);
}

std::vector<License> CompanySeats::licenses(std::string_view product) {
  std::vector<License> all = own_.licenses(product);
  if (remote_ == nullptr) return all;
  for (License& license : remote_->licenses(product)) all.push_back(std::move(license));
  return all;
}

std::vector<licensing::RefusedLicense> CompanySeats::refused_licenses() const {
  std::vector<licensing::RefusedLicense> all = own_.refused_licenses();
  if (remote_ == nullptr) return all;
  for (licensing::RefusedLicense& one : remote_->refused_licenses()) all.push_back(std::move(one));
  return all;
}

Result<std::optional<std::string>> CompanySeats::withdrawn(const std::string& license_id,
                                                           const std::string& company_id) {
  auto own = TRY(own_.withdrawn(license_id));
  if (own || remote_ == nullptr) return own;
  const bool remote = TRY(remote_->is_withdrawn(license_id, company_id));
  return remote ? std::optional<std::string>("withdrawn") : std::nullopt;
}

// Own seats first: they need no network.
Result<licensing::Lease> CompanySeats::claim(std::string_view product, std::string_view subject,
                                             std::string_view session, std::string_view feature) {
  const bool elsewhere = counts_elsewhere(product);
  Result<licensing::Lease> lease = own_.claim(product, subject, session, feature);
  if (!lease && elsewhere) lease = remote_->claim(product, subject, session, feature);
  if (lease && feature.empty())
    held_.note(product, subject,
               clock_.monotonic_ms() + std::min(kCertainMs, lease->ttl_s * 1000 / 10));
  return lease;
}

// A place at the ledger that counts the product; at its own where both do.
Result<licensing::Waited> CompanySeats::wait(std::string_view product, std::string_view subject,
                                             std::string_view session) {
  const bool elsewhere = counts_elsewhere(product);
  if (elsewhere && own_.licenses(product).empty()) return remote_->wait(product, subject, session);
  return own_.wait(product, subject, session);
}

Status CompanySeats::leave_queue(std::string_view product, std::string_view subject,
                                 std::string_view session) {
  Status left = own_.leave_queue(product, session, {.subject = std::string(subject)});
  if (!left && counts_elsewhere(product)) left = remote_->leave_queue(product, session);
  return left;
}

Status CompanySeats::release_own(std::string_view product, std::string_view session) {
  held_.clear();
  Status released = own_.release_own(product, session);
  if (!released && remote_ != nullptr) released = remote_->release(product, session);
  return released;
}

Result<std::int64_t> CompanySeats::release_session(std::string_view session) {
  held_.clear();
  auto freed = own_.release_session(session);
  if (freed && remote_ != nullptr) *freed += remote_->release_session(session);
  return freed;
}

Result<TimeMs> CompanySeats::borrow(std::string_view product, std::string_view subject,
                                    std::string_view session, std::int64_t days) {
  if (counts_elsewhere(product)) return remote_->borrow(product, subject, session, days);
  return Error{ErrorCode::conflict,
               "the seats of " + std::string(product) +
                   " are counted by this host: borrow on the machine that travels",
               R"({"code":"counted-here"})"};
}

Status CompanySeats::give_back(std::string_view product, std::string_view session) {
  held_.clear();
  if (remote_ != nullptr) return remote_->give_back(product, session);
  return Error{ErrorCode::not_found, "no seat of " + std::string(product) + " is on travel",
               R"({"code":"not-borrowed"})"};
}

Result<licensing::Occupancy> CompanySeats::occupancy(std::string_view product) {
  auto own = own_.occupancy(product);
  if (own || !counts_elsewhere(product)) return own;
  return remote_->occupancy(product);
}

Status CompanySeats::assign_named(std::string_view product,
                                  const std::vector<std::string>& subjects) {
  held_.clear();
  return own_.assign_named(product, subjects);
}

Result<Entitlement> CompanySeats::entitlement(std::string_view product, std::string_view feature) {
  auto own = own_.entitlement(product, feature);
  if (!own || *own != Entitlement::unlicensed || !counts_elsewhere(product)) return own;
  const auto licenses = remote_->licenses(product);
  const bool covered =
      std::ranges::any_of(licenses, [&](const License& one) { return one.covers(feature); });
  const bool usable = remote_->standing(product).step.standing <= Standing::notices;
  return covered && usable ? Entitlement::licensed : Entitlement::unlicensed;
}

Result<CompanySeats::Proof> CompanySeats::prove(std::string_view product, std::string_view feature,
                                                std::string_view nonce) {
  auto own = TRY(own_.prove(product, feature, nonce));
  if (own.state != Entitlement::unlicensed || !counts_elsewhere(product))
    return Proof{own.state, std::move(own.token), std::move(own.document), {},
                 {},        own.expires_at_ms};
  auto remote = TRY(remote_->prove(product, feature, nonce));
  if (remote.token.empty()) return Proof{};
  return Proof{Entitlement::licensed,     std::move(remote.token),      std::move(remote.document),
               std::move(remote.binding), std::move(remote.device_key), remote.expires_at_ms};
}

LicenseStanding CompanySeats::standing(std::string_view product) {
  LicenseStanding best;
  const auto better = [&best](const licensing::Step& step, std::string why) {
    if (step.standing < best.step.standing || best.why == "unlicensed")
      best = {step, std::move(why)};
  };
  const TimeMs now = clock_.now_ms();
  for (const License& license : own_.licenses(product)) {
    if (license.valid_from_ms > now) continue;
    const licensing::Lapse lapse = licensing::lapse_of(license, now);
    better(lapse.step, lapse.why);
  }
  if (counts_elsewhere(product)) {
    const auto remote = remote_->standing(product);
    better(remote.step, remote.why);
  }
  if (best.why != "unlicensed") return best;
  for (const licensing::RefusedLicense& one : refused_licenses())
    if (one.product == product) best.why = one.code;
  return best;
}

}  // namespace kontor::host

#include "licensing/seats/offline_desk.hpp"

#include <set>

#include "base/core/bytes.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/document/activation_token.hpp"
#include "licensing/document/revocation_list.hpp"
#include "licensing/seats/activation_store.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/revocation_store.hpp"

namespace kontor::licensing {

namespace {

// A perpetual licence is activated once: no date is as good as this one.
constexpr std::int64_t kForEverMonths = 1200;

Status check_bearer(const SeatCaller& bearer, const std::string& device_key) {
  if (bearer.administrator || hex_encode(bearer.device_key) == device_key) return ok();
  return refuse(ErrorCode::forbidden, "wrong-device",
                "this file is another device's: an administrator brings it");
}

}  // namespace

Result<OfflineDesk::Answer> OfflineDesk::answer(std::string_view request_file,
                                                const SeatCaller& bearer) {
  const TimeMs now_ms = clock_.now_ms();
  const OfflineRequest request = TRY(verify_offline_request(request_file, now_ms));
  TRY(check_bearer(bearer, request.device_key));
  const License license = TRY(ledger_.license(request.license_id));
  if (!license.usable_at(now_ms)) return unlicensed(license.product);
  OfflineResponse response{.nonce = request.nonce,
                           .device_key = request.device_key,
                           .host_id = request.host_id,
                           .license_id = request.license_id,
                           .activated_at_ms = now_ms,
                           .at_ms = now_ms};
  TRY(request.action == OfflineAction::borrow ? attach_seat(response, request)
                                              : attach_activation(response, license));
  TRY(attach_papers(response, license));
  std::string file = TRY(sign_offline_response(response, own_key_));
  return Answer{.device_key = request.device_key, .file = std::move(file)};
}

Status OfflineDesk::attach_activation(OfflineResponse& response, const License& license) {
  const std::string device = TRY(hex_decode(response.device_key));
  response.activated_at_ms = TRY(database_.transaction([&](db::Session& session) {
    return ActivationStore(session).activate({.license_id = license.license_id,
                                              .device_key = response.device_key,
                                              .host_id = response.host_id,
                                              .nonce = response.nonce},
                                             response.at_ms);
  }));
  const Activation activation{
      .license_id = license.license_id,
      .host_id = response.host_id,
      .issued_at_ms = response.at_ms,
      .until_ms = license.expires_at_ms.value_or(add_months(response.at_ms, kForEverMonths))};
  response.attachments.push_back(
      {.kind = "activation", .document = sign_activation(activation, device, own_key_)});
  return ok();
}

Status OfflineDesk::attach_seat(OfflineResponse& response, const OfflineRequest& request) {
  const std::string device = TRY(hex_decode(request.device_key));
  const Lease lease = TRY(ledger_.borrow_for({.license_id = request.license_id,
                                              .subject = request.subject,
                                              .session = request.session(),
                                              .device_key = device,
                                              .idempotency_key = "offline:" + request.nonce},
                                             request.days));
  response.attachments.push_back({.kind = "lease", .document = ledger_.token(lease, device)});
  return ok();
}

Status OfflineDesk::attach_papers(OfflineResponse& response, const License& license) {
  return database_.read([&](db::Session& session) -> Status {
    const auto document = TRY(LicenseStore(session).token(license.license_id));
    const auto list = TRY(RevocationStore(session).newest(license.company_id));
    if (document) response.attachments.push_back({.kind = "license", .document = *document});
    if (!list) return ok();
    response.revocations_sequence = list->sequence;
    response.attachments.push_back({.kind = "revocations", .document = list->token});
    return ok();
  });
}

Status OfflineDesk::take_back(std::string_view return_file, const SeatCaller& bearer) {
  const OfflineReturn giving = TRY(verify_offline_return(return_file, clock_.now_ms()));
  TRY(check_bearer(bearer, giving.device_key));
  if (giving.lease) {
    const std::string device = TRY(hex_decode(giving.device_key));
    return ledger_.take_back(*giving.lease, device);
  }
  return database_.transaction([&](db::Session& session) {
    return ActivationStore(session).give_back(giving.license_id, giving.device_key,
                                              clock_.now_ms());
  });
}

Result<std::int64_t> OfflineDesk::take_revocations(std::string_view token) {
  std::set<std::string> companies;
  for (const License& license : ledger_.licenses("")) companies.insert(license.company_id);
  Result<RevocationList> list = refuse(ErrorCode::untrusted, "wrong-company",
                                       "no licence of this list's company is counted here");
  for (const std::string& company : companies) {
    const auto seen = TRY(database_.read(
        [&](db::Session& session) { return RevocationStore(session).newest(company); }));
    list = verify_revocations(token, keys_.license_key, company, seen ? seen->sequence : 0,
                              clock_.now_ms());
    if (list) break;
  }
  if (!list) return list.error();
  std::int64_t withdrawn = 0;
  for (const License& license : ledger_.licenses("")) {
    if (license.company_id != list->company_id || !list->revokes(license.license_id)) continue;
    TRY(ledger_.revoke(license.license_id, {.reason = "withdrawn", .by = "revocation-list"}));
    ++withdrawn;
  }
  // Last: who is killed before this takes the same list once more.
  TRY(database_.transaction([&](db::Session& session) {
    return RevocationStore(session).put(list->company_id, list->sequence, token, clock_.now_ms());
  }));
  return withdrawn;
}

Result<std::vector<std::string>> OfflineDesk::revocations() {
  return database_.read([](db::Session& session) { return RevocationStore(session).all(); });
}

}  // namespace kontor::licensing

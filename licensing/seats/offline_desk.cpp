#include "licensing/seats/offline_desk.hpp"

#include <set>

#include "licensing/core/refusals.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/document/revocation_list.hpp"
#include "licensing/seats/activation_store.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/revocation_store.hpp"

namespace kontor::licensing {

Result<OfflineDesk::Answer> OfflineDesk::answer(std::string_view request_file) {
  const TimeMs now_ms = clock_.now_ms();
  const OfflineRequest request = TRY(verify_offline_request(request_file, now_ms));
  if (request.action == OfflineAction::borrow) {
    return refuse(ErrorCode::conflict, "borrow-on-line",
                  "a seat is taken along while the device is still connected: kontor license "
                  "borrow");
  }
  const License license = TRY(ledger_.license(request.license_id));
  if (!license.valid_at(now_ms)) return unlicensed(license.product);
  OfflineResponse response{.nonce = request.nonce,
                           .device_key = request.device_key,
                           .host_id = request.host_id,
                           .license_id = request.license_id,
                           .at_ms = now_ms};
  const Status gathered = database_.transaction([&](db::Session& session) -> Status {
    response.attachments.clear();
    response.activated_at_ms =
        TRY(ActivationStore(session).activate({.license_id = license.license_id,
                                               .device_key = request.device_key,
                                               .host_id = request.host_id,
                                               .nonce = request.nonce},
                                              now_ms));
    const auto document = TRY(LicenseStore(session).token(license.license_id));
    if (document) response.attachments.push_back({.kind = "license", .document = *document});
    const auto list = TRY(RevocationStore(session).newest(license.company_id));
    if (!list) return ok();
    response.revocations_sequence = list->sequence;
    response.attachments.push_back({.kind = "revocations", .document = list->token});
    return ok();
  });
  if (!gathered) return gathered.error();
  std::string file = TRY(sign_offline_response(response, own_key_));
  return Answer{.device_key = request.device_key, .file = std::move(file)};
}

Status OfflineDesk::take_back(std::string_view return_file) {
  const OfflineReturn giving = TRY(verify_offline_return(return_file, clock_.now_ms()));
  if (giving.lease) {
    return refuse(ErrorCode::conflict, "return-on-line",
                  "a borrowed seat is given back by its device: kontor license return; a lost "
                  "device's is written off");
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
  TRY(database_.transaction([&](db::Session& session) {
    return RevocationStore(session).put(list->company_id, list->sequence, token, clock_.now_ms());
  }));
  std::int64_t withdrawn = 0;
  for (const License& license : ledger_.licenses("")) {
    if (license.company_id != list->company_id || !list->revokes(license.license_id)) continue;
    TRY(ledger_.revoke(license.license_id, {.reason = "withdrawn", .by = "revocation-list"}));
    ++withdrawn;
  }
  return withdrawn;
}

Result<std::vector<std::string>> OfflineDesk::revocations() {
  return database_.read([](db::Session& session) { return RevocationStore(session).all(); });
}

}  // namespace kontor::licensing

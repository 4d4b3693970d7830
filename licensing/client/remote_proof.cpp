// What a plugin is shown of a licence that another ledger counts.

#include "licensing/client/remote_seats.hpp"

#include "base/core/bytes.hpp"
#include "licensing/document/entitlement_token.hpp"

namespace kontor::licensing {

Result<RemoteSeats::Proof> RemoteSeats::prove(std::string_view product, std::string_view feature,
                                              std::string_view nonce) {
  if (standing(product).step.standing > Standing::notices) return Proof{};
  TimeMs now = 0;
  {
    const std::lock_guard lock(mutex_);
    now = term_clock_.look(clock_.now_ms());
  }
  for (const auto& document : documents_.of(product)) {
    const License& license = document.license;
    // Without a word of the ledger about this device there is nothing to show.
    const std::string& binding =
        document.activation.empty() ? document.binding : document.activation;
    if (binding.empty() || !license.covers(feature) || !license.usable_at(now)) continue;
    const EntitlementStatement statement{
        .product = std::string(product),
        .feature = std::string(feature),
        .state = license.grant == Grant::trial ? "trial" : "licensed",
        .nonce = std::string(nonce),
        .license_id = license.license_id};
    return Proof{.token = sign_entitlement(statement, now, device_.key()),
                 .binding = binding,
                 .document = document.token,
                 .device_key = hex_encode(device_.public_key_raw()),
                 .expires_at_ms = license.expires_at_ms};
  }
  return Proof{};
}

// Who sits, as the ledger tells it: people of other hosts, too.
Result<Occupancy> RemoteSeats::occupancy(std::string_view product) {
  Occupancy occupancy;
  if (!may_ask())
    return Error{ErrorCode::unavailable, "the seat ledger at " + origin_ + " does not answer",
                 R"({"code":"ledger-unreachable"})"};
  for (const License& license : licenses(product)) {
    const std::lock_guard calling(calling_);
    const auto told = client_->holders(license.license_id);
    if (!told && told.error().code == ErrorCode::unavailable) unheard();
    if (!told) return told.error();
    const Json& answer = *told;
    occupancy.model = license.model;
    if (license.model != SeatModel::site) occupancy.total += license.seats;
    const Json holders = answer.value("holders", Json::array());
    occupancy.holders.reserve(occupancy.holders.size() + holders.size());
    for (const Json& sitting : holders) {
      Holder holder;
      holder.subject = TRY(json_text(sitting, "subject"));
      const std::string since = TRY(json_text(sitting, "since"));
      holder.since_ms = TRY(parse_rfc3339(since));
      occupancy.holders.push_back(std::move(holder));
    }
    for (const Json& one : answer.value("waiting", Json::array())) {
      Waiting waiting;
      waiting.subject = TRY(json_text(one, "subject"));
      const std::string since = TRY(json_text(one, "since"));
      waiting.since_ms = TRY(parse_rfc3339(since));
      waiting.ahead = one.value("ahead", static_cast<std::int64_t>(occupancy.waiting.size()));
      if (one.contains("until") && one["until"].is_string())
        waiting.until_ms = TRY(parse_rfc3339(one["until"].get_ref<const std::string&>()));
      occupancy.waiting.push_back(std::move(waiting));
    }
  }
  occupancy.used = static_cast<std::int64_t>(occupancy.holders.size());
  return occupancy;
}

}  // namespace kontor::licensing

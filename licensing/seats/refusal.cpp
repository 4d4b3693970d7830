#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

Error refusal(ErrorCode code, std::string message, const Json& detail) {
  return {code, std::move(message), to_text(detail)};
}

}  // namespace

Error no_free_seat(std::string_view product, const std::vector<Holder>& holders) {
  return refusal(ErrorCode::conflict, "all seats of " + std::string(product) + " are taken",
                 {{"code", "no-free-seat"}, {"holders", to_json(holders)}});
}

Error no_seat_assigned(std::string_view product) {
  return refusal(ErrorCode::conflict,
                 "no seat of " + std::string(product) + " is assigned to this user",
                 {{"code", "no-seat-assigned"}});
}

Error stale_fence() {
  return refusal(ErrorCode::conflict, "the lease has moved on or ended", {{"code", "stale-fence"}});
}

Error unlicensed(std::string_view product) {
  return refusal(ErrorCode::forbidden, "no valid licence of " + std::string(product),
                 {{"code", "unlicensed"}});
}

Error seat_refusal(std::string_view code, std::string message) {
  return refusal(ErrorCode::conflict, std::move(message), {{"code", std::string(code)}});
}

Json to_json(const std::vector<Holder>& holders) {
  Json list = Json::array();
  for (const Holder& holder : holders) {
    list.push_back({{"subject", holder.subject}, {"since", to_rfc3339(holder.since_ms)}});
  }
  return list;
}

}  // namespace kontor::licensing

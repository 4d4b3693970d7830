#include "host/rehearsal/order.hpp"

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

Result<int> number(const Json& json, const char* name, int most) {
  const auto value = TRY(json_integer(json, name));
  if (value >= 1 && value <= most) return static_cast<int>(value);
  return Error{ErrorCode::invalid_argument,
               std::string(name) + " is from 1 to " + std::to_string(most)};
}

}  // namespace

Json RehearsalOrder::to_json() const {
  Json keys = Json::array();
  for (const auto& key : vendor_keys) keys.push_back(hex_encode(key.ed25519_raw()));
  return {{"data", data.string()},
          {"database", database},
          {"package", package.string()},
          {"vendor_keys", std::move(keys)},
          {"runner", runner.string()},
          {"records", records},
          {"events", events},
          {"time_max_s", time_max_s},
          {"phone_region", phone_region},
          {"cost", cost}};
}

Result<RehearsalOrder> RehearsalOrder::from_json(const Json& json) {
  RehearsalOrder order;
  order.data = TRY(json_text(json, "data"));
  order.database = TRY(json_text(json, "database"));
  order.package = TRY(json_text(json, "package"));
  order.runner = TRY(json_text(json, "runner"));
  order.phone_region = TRY(json_text(json, "phone_region"));
  order.records = TRY(number(json, "records", 1000));
  order.events = TRY(number(json, "events", 1000));
  order.time_max_s = TRY(number(json, "time_max_s", 3600));
  for (const Json& text : json.value("vendor_keys", Json::array())) {
    const std::string raw = TRY(hex_decode(text.is_string() ? text.get<std::string>() : ""));
    order.vendor_keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  order.cost = json.value("cost", Json());
  return order;
}

}  // namespace kontor::host

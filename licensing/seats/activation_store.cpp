#include "licensing/seats/activation_store.hpp"

namespace kontor::licensing {

Result<TimeMs> ActivationStore::activate(const ActivatedDevice& activation, TimeMs now_ms) {
  const auto row = TRY(session_.query_row(
      R"sql(
      INSERT INTO seat_activation (license_id, device_key, host_id, nonce, activated_at_ms)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (license_id, device_key) DO UPDATE
      SET host_id = excluded.host_id, nonce = excluded.nonce,
          activated_at_ms = CASE WHEN seat_activation.returned_at_ms IS NULL
                                 THEN seat_activation.activated_at_ms
                                 ELSE excluded.activated_at_ms END,
          returned_at_ms = NULL
      RETURNING activated_at_ms)sql",
      {activation.license_id, activation.device_key, activation.host_id, activation.nonce,
       now_ms}));
  return row ? row->integer(0) : now_ms;
}

Status ActivationStore::give_back(std::string_view license_id, std::string_view device_key,
                                  TimeMs now_ms) {
  const std::int64_t found = TRY(session_.execute(
      R"sql(
      UPDATE seat_activation SET returned_at_ms = COALESCE(returned_at_ms, $1)
      WHERE license_id = $2 AND device_key = $3)sql",
      {now_ms, std::string(license_id), std::string(device_key)}));
  if (found > 0) return ok();
  return Error{ErrorCode::not_found, "this device was not activated here"};
}

}  // namespace kontor::licensing

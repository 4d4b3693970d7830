#include "marketplace/store/coupon_store.hpp"

namespace kontor::marketplace {

Status CouponStore::put(const StoredCoupon& coupon, TimeMs now_ms) {
  const auto changed = TRY(session_.execute(
      R"sql(INSERT INTO coupon (code, vendor, envelope, uses, updated_at_ms)
            VALUES ($1, $2, $3, 0, $4)
            ON CONFLICT (code) DO UPDATE
              SET envelope = excluded.envelope, updated_at_ms = excluded.updated_at_ms
              WHERE coupon.vendor = excluded.vendor)sql",
      {coupon.code, coupon.vendor, kontor::to_text(coupon.envelope), now_ms}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "the coupon '" + coupon.code + "' is another vendor's"};
  return ok();
}

Result<StoredCoupon> CouponStore::get(const std::string& code) {
  const auto row = TRY(session_.query_row(
      "SELECT code, vendor, envelope, uses FROM coupon WHERE code = $1", {code}));
  if (!row)
    return Error{ErrorCode::not_found, "no coupon '" + code + "'",
                 kontor::to_text(Json{{"code", "no-such-coupon"}})};
  StoredCoupon coupon{.code = row->text(0), .vendor = row->text(1)};
  coupon.envelope = TRY(parse_json(row->text(2)));
  coupon.uses = row->integer(3);
  return coupon;
}

Status CouponStore::use(const std::string& code, std::int64_t uses_max) {
  const auto changed = TRY(session_.execute(
      "UPDATE coupon SET uses = uses + 1 WHERE code = $1 AND uses < $2", {code, uses_max}));
  if (changed == 0)
    return Error{ErrorCode::exhausted, "coupon '" + code + "' was used as often as it may be",
                 kontor::to_text(Json{{"code", "coupon-used-up"}, {"status", 409}})};
  return ok();
}

Status CouponStore::give_back(const std::string& code) {
  TRY(session_.execute("UPDATE coupon SET uses = uses - 1 WHERE code = $1 AND uses > 0", {code}));
  return ok();
}

Result<bool> CouponStore::had_trial(const std::string& company_id, const std::string& product) {
  const auto row = TRY(session_.query_row(
      "SELECT order_id FROM trial WHERE company_id = $1 AND product = $2", {company_id, product}));
  return row.has_value();
}

Status CouponStore::begin_trial(const std::string& company_id, const std::string& product,
                                const std::string& order_id) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO trial (company_id, product, order_id) VALUES ($1, $2, $3)
            ON CONFLICT (company_id, product) DO NOTHING)sql",
      {company_id, product, order_id}));
  if (inserted == 0)
    return Error{ErrorCode::conflict,
                 "your company had its trial of '" + product + "'; order a licence instead",
                 kontor::to_text(Json{{"code", "trial-used"}})};
  return ok();
}

}  // namespace kontor::marketplace

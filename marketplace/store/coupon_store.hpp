#pragma once

#include <optional>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::marketplace {

struct StoredCoupon {
  std::string code = {};
  std::string vendor = {};
  Json envelope = {};
  std::int64_t uses = 0;
};

// Coupons, and which company had its trial of which product: what is given once or a few times.
// Lives inside one transaction.
class CouponStore {
 public:
  explicit CouponStore(db::Session& session) : session_(session) {}

  // Adds, or replaces without forgetting how often it was used. conflict for another vendor's.
  Status put(const StoredCoupon& coupon, TimeMs now_ms);
  Result<StoredCoupon> get(const std::string& code);  // not_found
  // exhausted (code "coupon-used-up") beyond `uses_max`.
  Status use(const std::string& code, std::int64_t uses_max);
  // Gives a use back: its order was cancelled.
  Status give_back(const std::string& code);

  Result<bool> had_trial(const std::string& company_id, const std::string& product);
  // conflict (code "trial-used") if the company had one of the product.
  Status begin_trial(const std::string& company_id, const std::string& product,
                     const std::string& order_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

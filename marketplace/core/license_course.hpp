#pragma once

#include <cstdint>
#include <vector>

#include "base/core/clock.hpp"
#include "licensing/core/license.hpp"
#include "marketplace/core/order_wish.hpp"

namespace kontor::marketplace {

// One thing that happened to a licence: a paid order, or its activation.
struct CourseStep {
  OrderKind kind = OrderKind::purchase;
  bool activation = false;  // Then only `at_ms` counts.
  licensing::Offer offer = {};
  std::int64_t seats = 0;
  std::int64_t months = 0;  // Of a subscription, rental or its renewal.
  TimeMs at_ms = 0;         // When the order was paid.
  // Of instalments that are not all paid: when the next one is due. 0: paid up.
  TimeMs next_due_ms = 0;
};

// Where a licence stands after its steps, oldest first; the first one made it. Only terms are
// filled: not ids, company, authority or time of issue. Leaving a step out (a refund) gives what
// the licence would have been without it.
//
// A renewal goes on from the end, or from its payment if that was later; the updates of a licence
// begin with its activation (N5), and renewals bought before it lengthen the first window. A
// buy-out and paid-up instalments take the end away; what was bought for ever stays (N3, N6).
licensing::License course_of(const std::vector<CourseStep>& steps);

}  // namespace kontor::marketplace

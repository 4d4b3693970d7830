#include "licensing/core/quote.hpp"

namespace kontor::licensing {

namespace {

Json time_json(const std::optional<TimeMs>& time_ms) {
  return time_ms ? Json(to_rfc3339(*time_ms)) : Json(nullptr);
}

Json line_json(const QuoteLine& line) {
  return {{"code", line.code},
          {"text", line.text},
          {"quantity", line.quantity},
          {"amount", line.amount},
          {"total", line.total}};
}

Json years_json(const YearsTotal& total) {
  return {{"years", total.years},
          {"licence", total.licence},
          {"licence_with_updates", total.licence_with_updates},
          {"data_transfer", total.data_transfer},
          {"adaptation", total.adaptation},
          {"support", total.support},
          {"losses_in_transition", total.losses_in_transition},
          {"ownership", total.ownership}};
}

Json next_tier_json(const NextTier& next) {
  return {{"quantity", next.quantity},
          {"term_months", next.term_months},
          {"unit_amount", next.unit_amount},
          {"total", next.total}};
}

Json rent_or_buy_json(const RentOrBuy& found) {
  return {{"month", found.month}, {"rented", found.rented}, {"bought", found.bought}};
}

Json instalments_json(const InstalmentQuote& found) {
  return {{"count", found.count},
          {"each", found.each},
          {"total", found.total},
          {"surcharge", found.surcharge},
          {"surcharge_basis_points", found.surcharge_basis_points}};
}

Json renewal_json(const RenewalQuote& renewal) {
  return {{"at", time_json(renewal.at_ms)},
          {"notice_at", time_json(renewal.notice_at_ms)},
          {"months", renewal.months},
          {"amount", renewal.amount}};
}

template <typename Part, typename Write>
Json part_or_null(const std::optional<Part>& part, Write write) {
  return part ? write(*part) : Json(nullptr);
}

}  // namespace

Json to_json(const Quote& quote) {
  Json lines = Json::array(), conditions = Json::array(), years = Json::array();
  for (const QuoteLine& line : quote.lines) lines.push_back(line_json(line));
  for (const Condition& condition : quote.conditions)
    conditions.push_back({{"code", condition.code}, {"text", condition.text}});
  for (const YearsTotal& total : quote.years) years.push_back(years_json(total));
  return {{"offer_id", quote.offer_id},
          {"product", quote.product},
          {"currency", quote.currency},
          {"quantity", quote.quantity},
          {"term_months", quote.term_months},
          {"unit_amount", quote.unit_amount},
          {"lines", std::move(lines)},
          {"conditions", std::move(conditions)},
          {"now", quote.now},
          {"total", quote.total},
          {"years", std::move(years)},
          {"next_tier", part_or_null(quote.next_tier, next_tier_json)},
          {"renting_overtakes", part_or_null(quote.renting_overtakes, rent_or_buy_json)},
          {"instalments", part_or_null(quote.instalments, instalments_json)},
          {"renewal", part_or_null(quote.renewal, renewal_json)},
          {"ends_at", time_json(quote.ends_at_ms)}};
}

}  // namespace kontor::licensing

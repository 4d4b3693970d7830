#include "licensing/seats/answer_schemas.hpp"

#include "base/core/shape.hpp"

namespace kontor::licensing::answers {

using namespace shape;

Json lease() {
  return object({{"lease_id", text()},
                 {"epoch", count()},
                 {"fence", count()},
                 {"sequence", count()},
                 {"product", text()},
                 {"since", moment()},
                 {"ttl_s", count()},
                 {"until?", moment()}});
}

Json lease_with_token() { return with(lease(), {{"token", text()}}); }
Json claimed() { return with(lease_with_token(), {{"renewal_key", text()}}); }

Json claimed_or_waiting() {
  const Json waiting = object({{"position", count()}, {"ask_again_s", count()}});
  return {{"anyOf", Json::array({claimed(), waiting})}};
}

Json checked_in() { return object({{"authority", text()}, {"counter", count()}}); }

Json installed() {
  return object(
      {{"license_id", text()}, {"product", text()}, {"model", text()}, {"seats", count()}});
}

Json holders() {
  const Json somebody = object({{"subject", text()}, {"since", moment()}});
  const Json seat = object({{"lease_id", text()},
                            {"subject", text()},
                            {"group", text()},
                            {"state", text()},
                            {"since", moment()},
                            {"until", or_null(moment())}});
  const Json group =
      object({{"name", text()}, {"reserved", count()}, {"cap", count()}, {"used", count()}});
  return with(installed(), {{"overdraft", count()},
                            {"used", count()},
                            {"borrowed", count()},
                            {"reserved_free", count()},
                            {"holders", list_of(somebody)},
                            {"leases", list_of(seat)},
                            {"waiting", list_of(somebody)},
                            {"groups", list_of(group)}});
}

// Amounts are in minor units of the currency.
Json quote() {
  const Json line = object({{"code", text()},
                            {"text", text()},
                            {"quantity", integer()},
                            {"amount", integer()},
                            {"total", integer()}});
  const Json years = object({{"years", count()},
                             {"licence", integer()},
                             {"licence_with_updates", integer()},
                             {"data_transfer", integer()},
                             {"adaptation", integer()},
                             {"support", integer()},
                             {"losses_in_transition", integer()},
                             {"ownership", integer()}});
  const Json tier = object({{"quantity", count()},
                            {"term_months", count()},
                            {"unit_amount", integer()},
                            {"total", integer()}});
  const Json overtakes = object({{"month", count()}, {"rented", integer()}, {"bought", integer()}});
  const Json instalments = object({{"count", count()},
                                   {"each", integer()},
                                   {"total", integer()},
                                   {"surcharge", integer()},
                                   {"surcharge_basis_points", integer()}});
  const Json renewal = object({{"at", or_null(moment())},
                               {"notice_at", or_null(moment())},
                               {"months", count()},
                               {"amount", integer()}});
  return object({{"offer_id", text()},
                 {"product", text()},
                 {"currency", text()},
                 {"quantity", count()},
                 {"term_months", count()},
                 {"unit_amount", integer()},
                 {"lines", list_of(line)},
                 {"conditions", list_of(object({{"code", text()}, {"text", text()}}))},
                 {"now", integer()},
                 {"total", integer()},
                 {"years", list_of(years)},
                 {"next_tier", or_null(tier)},
                 {"renting_overtakes", or_null(overtakes)},
                 {"instalments", or_null(instalments)},
                 {"renewal", or_null(renewal)},
                 {"ends_at", or_null(moment())}});
}

Json licenses() {
  const Json line = with(installed(), {{"company", text()},
                                       {"used", count()},
                                       {"state", one_of({"valid", "expired", "not-yet-valid"})},
                                       {"valid_from", moment()},
                                       {"expires_at", or_null(moment())},
                                       {"updates_until", or_null(moment())}});
  return object({{"authority", text()}, {"licenses", list_of(line)}});
}

Json usage() {
  return only("days", object({{"day", text()},
                              {"license_id", text()},
                              {"feature", text()},
                              {"peak", count()},
                              {"grants", count()},
                              {"denials", count()}}));
}

Json audit() {
  const Json finding =
      object({{"code", text()}, {"chain", count()}, {"number", count()}, {"text", text()}});
  const Json anchor = object({{"chain", count()}, {"number", count()}, {"hash", text()}});
  return object({{"whole", flag()},
                 {"entries", count()},
                 {"findings", list_of(finding)},
                 {"anchors", list_of(anchor)}});
}

Json activated() { return object({{"device_key", text()}, {"response", text()}}); }
Json withdrawn() { return object({{"withdrawn", count()}}); }
Json revocations() { return only("lists", text()); }

}  // namespace kontor::licensing::answers

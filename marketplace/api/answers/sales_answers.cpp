#include "marketplace/api/answers/sales_answers.hpp"

#include "base/core/shape.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"

namespace kontor::marketplace::answers {

using namespace shape;

namespace {

// How an invoice names somebody: what he said of himself.
Json party() { return map_of(text()); }

Json instalment() {
  return object({{"number", count()}, {"due", moment()}, {"amount", integer()}});
}

}  // namespace

Json company_registered() {
  return object({{"company_id", text()}, {"name", text()}, {"token", text()}});
}

Json company_party() {
  return object({{"company_id", text()}, {"name", text()}, {"party", party()}});
}

Json order() {
  return object({{"order_id", text()},
                 {"kind", one_of({"purchase", "rental", "instalments", "trial", "renewal",
                                  "upgrade", "buy_out", "major_update"})},
                 {"offer_id", text()},
                 {"product", text()},
                 {"seats", count()},
                 {"state", one_of({"invoiced", "licensed", "cancelled", "refunded"})},
                 {"invoice", object({{"number", text()}, {"total", money()}})},
                 {"paid", integer()},
                 {"ordered_at", moment()},
                 {"license_id", or_null(text())},
                 {"license", or_null(text())},
                 {"schedule", list_of(with(instalment(), {{"paid", flag()}}))}});
}

// A company's own; the operator's say whose they are, and go on.
Json orders() {
  return object(
      {{"orders", list_of(with(order(), {{"company?", text()}}))}, {"next?", or_null(text())}});
}

Json invoice() {
  const Json line = object(
      {{"text", text()}, {"quantity", integer()}, {"unit", integer()}, {"amount", integer()}});
  return object({{"kind", one_of({"invoice", "credit_note"})},
                 {"number", text()},
                 {"order_id", text()},
                 {"corrects", text()},
                 {"reference", text()},
                 {"seller", party()},
                 {"buyer", party()},
                 {"issued", moment()},
                 {"due", moment()},
                 {"currency", text()},
                 {"lines", list_of(line)},
                 {"tax", object({{"name", text()}, {"basis_points", count()}})},
                 {"net", integer()},
                 {"tax_amount", integer()},
                 {"gross", integer()},
                 {"schedule", list_of(instalment())}});
}

Json license() {
  return object({{"license_id", text()},
                 {"order_id", text()},
                 {"product", text()},
                 {"license", text()},
                 {"issued_at", moment()},
                 {"activated_at", or_null(moment())},
                 {"ends", or_null(text())},
                 {"ends_at", or_null(moment())},
                 {"updates_until", or_null(moment())},
                 {"cancelled_at", or_null(moment())},
                 {"revoked_at", or_null(moment())}});
}

Json licenses() {
  return object({{"standing", list_of(license())}, {"licenses", list_of(text())}});
}

Json revocations() { return object({{"revocations", text()}}); }

Json notices() {
  return only("notices", object({{"notice_id", text()},
                                 {"license_id", text()},
                                 {"kind", text()},
                                 {"title", text()},
                                 {"about", moment()},
                                 {"made_at", moment()}}));
}

Json receipt() {
  return object({{"receipt_id", text()},
                 {"source", one_of({"hand", "statement", "provider"})},
                 {"reference", text()},
                 {"order_id", or_null(text())},
                 {"money", money()},
                 {"applied", integer()},
                 {"held", integer()},
                 {"returned", integer()},
                 {"return_reference", or_null(text())},
                 {"outcome", one_of({"paid", "partial", "over", "double", "unmatched"})},
                 {"payer", text()},
                 {"message", text()},
                 {"recorded_at", moment()}});
}

Json receipt_if_any() { return object({{"receipt", or_null(receipt())}}); }
Json receipts() { return only("receipts", receipt()); }

Json imported_statement() {
  return object({{"receipts", list_of(receipt())},
                 {"statement_id", text()},
                 {"account", text()},
                 {"skipped", count()},
                 {"outcomes", map_of(count())}});
}

Json posting() {
  return object({{"at", moment()},
                 {"kind", one_of({"sale", "refund", "payout"})},
                 {"order_id", or_null(text())},
                 {"reference", text()},
                 {"currency", text()},
                 {"gross", integer()},
                 {"tax", integer()},
                 {"commission", integer()},
                 {"share", integer()}});
}

Json vendor_account() {
  const Json opening = object({{"license_id", text()},
                               {"product", text()},
                               {"quantity", integer()},
                               {"salt", text()},
                               {"total", money()}});
  const Json commitment = object({{"order_id", text()},
                                  {"opening", opening},
                                  {"commitment", text()},
                                  {"log_index", or_null(count())},
                                  {"at", moment()}});
  const Json sums = object({{"currency", text()},
                            {"opening", integer()},
                            {"sales", integer()},
                            {"refunds", integer()},
                            {"tax", integer()},
                            {"commission", integer()},
                            {"paid_out", integer()},
                            {"owed", integer()}});
  return object({{"postings", list_of(posting())},
                 {"licenses", list_of(commitment)},
                 {"vendor", text()},
                 {"from", moment()},
                 {"to", moment()},
                 {"accounts", list_of(sums)},
                 {"made_at", moment()}});
}

Json coupon() {
  return object({{"code", text()},
                 {"offers", list_of(text())},
                 {"until", moment()},
                 {"uses_max", count()},
                 {"percent?", count()},
                 {"amount?", integer()},
                 {"currency?", text()}});
}

}  // namespace kontor::marketplace::answers

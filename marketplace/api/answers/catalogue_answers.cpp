#include "marketplace/api/answers/catalogue_answers.hpp"

#include "base/core/shape.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::marketplace::answers {

using namespace shape;

namespace {

Json appeal() {
  return object({{"text", text()},
                 {"appealed_at", moment()},
                 {"outcome", or_null(text())},
                 {"answer", text()},
                 {"answered_at", or_null(moment())}});
}

// By language.
Json translated() { return map_of(text()); }

Json screenshots() {
  return list_of(object({{"path", text()},
                         {"caption", translated()},
                         {"width", count()},
                         {"height", count()},
                         {"sha256", text()}}));
}

Json handbooks() {
  return list_of(object({{"language", text()}, {"path", text()}, {"sha256", text()}}));
}

// release_terms.hpp says what a vendor may write there.
Json release_terms() {
  return object({{"channel", one_of({"stable", "beta", "private"})},
                 {"rollout", object({{"percent", count()}})},
                 {"yanked", or_null(open_object({{"reason", text()}}))},
                 {"deprecated", or_null(open_object({{"reason", text()}}))}});
}

Json release() {
  return with(release_terms(), {{"version", text()},
                                {"size", count()},
                                {"sha256", text()},
                                {"sdk", or_null(text())},
                                {"target", text()},
                                {"released_at", moment()}});
}

Json quoted_offer() {
  const Json price = object({{"users", count()},
                             {"seats", count()},
                             {"total", money()},
                             {"period", text()},
                             {"model", text()}});
  return with(offer(), {{"quote?", price}});
}

Json listing() {
  const Json brought = object({{"name", text()}, {"label", translated()}});
  return with(release(), {{"id", text()},
                          {"vendor", text()},
                          {"kind", text()},
                          {"category", text()},
                          {"name", translated()},
                          {"summary", translated()},
                          {"license", any()},
                          {"permissions", map_of(any())},
                          {"contributes", object({{"entities", list_of(brought)},
                                                  {"import_formats", list_of(brought)}})},
                          {"uses", list_of(object({{"name", text()}}))},
                          {"screenshots", screenshots()},
                          {"handbooks", handbooks()},
                          {"personal_data", any()},
                          {"offers", list_of(quoted_offer())}});
}

}  // namespace

Json money() { return object({{"amount", integer()}, {"currency", text()}}); }

Json vendor() {
  return object({{"vendor", text()},
                 {"display_name", text()},
                 {"contact", text()},
                 {"state", one_of({"pending", "active"})},
                 {"public_keys", list_of(text())},
                 {"proof", any()},
                 {"registered_at", moment()}});
}

Json vendor_registered() { return with(vendor(), {{"token", text()}}); }
Json vendors() { return only("vendors", vendor()); }
Json vendor_named() { return object({{"vendor", text()}}); }

Json key_request() { return object({{"vendor", text()}, {"request", any()}}); }
Json key_request_waiting() { return object({{"vendor", text()}, {"state", one_of({"waiting"})}}); }

Json domain_claim() {
  return object({{"vendor", text()},
                 {"domain", text()},
                 {"record", text()},
                 {"type", one_of({"TXT"})},
                 {"value", text()},
                 {"state", one_of({"waiting", "proven"})},
                 {"proven_at", or_null(moment())}});
}

Json transfer() {
  return object({{"plugin", text()},
                 {"from", text()},
                 {"to", text()},
                 {"announced", moment()},
                 {"effective", moment()},
                 {"state", one_of({"announced", "withdrawn", "done"})}});
}

Json role_published() { return object({{"role", text()}, {"version", count()}}); }

Json upload() {
  const Json finding = object({{"rule", text()},
                               {"file", text()},
                               {"offset", or_null(count())},
                               {"message", text()},
                               {"fix", text()},
                               {"severity", text()},
                               {"enforced", flag()}});
  const Json check = object({{"rule", text()}, {"result", text()}});
  return object({{"operation_id", text()},
                 {"vendor", text()},
                 {"plugin_id", text()},
                 {"version", text()},
                 {"sha256", text()},
                 {"size", count()},
                 {"target", text()},
                 {"state", one_of({"STARTED", "VALIDATING", "SCANNING", "PASSED", "QUARANTINED",
                                   "REJECTED", "ERRORED"})},
                 {"findings", list_of(finding)},
                 {"checks", list_of(check)},
                 {"screenshots", screenshots()},
                 {"appeal", or_null(appeal())},
                 {"decision", or_null(one_of({"approve", "reject"}))},
                 {"reason", text()},
                 {"visible", flag()},
                 {"received_at", moment()}});
}

Json review_queue() {
  return object({{"uploads", list_of(upload())}, {"appeals", list_of(upload())}});
}

Json review_events() {
  return only("events", object({{"event_id", text()},
                                {"operation_id", text()},
                                {"at", moment()},
                                {"actor", text()},
                                {"kind", text()},
                                {"detail", text()}}));
}

Json offer() {
  Json schema = Json::parse(licensing::offer_schema());
  schema.erase("$schema");  // A part of another document has that one's.
  return schema;
}

Json listings() { return page("listings", listing()); }

Json listing_detail() {
  return with(listing(), {{"transfer", or_null(transfer())}, {"versions", list_of(release())}});
}

}  // namespace kontor::marketplace::answers

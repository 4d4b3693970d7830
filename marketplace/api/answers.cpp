#include "marketplace/api/answers.hpp"

namespace kontor::marketplace {
namespace {

Json member_or(const Json& object, const char* name, const Json& otherwise) {
  return object.contains(name) ? object[name] : otherwise;
}

Json release_json(const Release& release) {
  return {{"version", release.version},    {"size", release.length},
          {"sha256", release.sha256},      {"sdk", member_or(release.manifest, "sdk", nullptr)},
          {"target", release.target_path}, {"released_at", to_rfc3339(release.released_at_ms)}};
}

}  // namespace

Json answer(const licensing::Money& money) {
  return {{"amount", money.amount}, {"currency", money.currency}};
}

Json answer(const Vendor& vendor) {
  return {{"vendor", vendor.name},
          {"display_name", vendor.display_name},
          {"contact", vendor.contact},
          {"state", to_text(vendor.state)},
          {"public_keys", vendor.public_keys},
          {"proof", vendor.proof},
          {"registered_at", to_rfc3339(vendor.created_at_ms)}};
}

Json answer(const Upload& upload) {
  Json findings = Json::array();
  for (const Finding& finding : upload.findings) findings.push_back(to_json(finding));
  return {{"operation_id", upload.operation_id},
          {"vendor", upload.vendor},
          {"plugin_id", upload.plugin_id},
          {"version", upload.version},
          {"sha256", upload.sha256},
          {"size", upload.length},
          {"target", upload.target_path},
          {"state", to_text(upload.state)},
          {"findings", std::move(findings)},
          {"decision", upload.decision ? Json(to_text(*upload.decision)) : Json(nullptr)},
          {"reason", upload.reason},
          {"visible", upload.visible},
          {"received_at", to_rfc3339(upload.created_at_ms)}};
}

Json answer(const PricedOffer& priced) {
  Json json = licensing::to_json(priced.offer);
  if (priced.quote)
    json["quote"] = {{"users", priced.quote->users},
                     {"seats", priced.quote->seats},
                     {"total", answer(priced.quote->total)},
                     {"period", json["period"]},
                     {"model", json["model"]}};
  return json;
}

Json answer(const PricedListing& priced) {
  const Release& newest = priced.listing.newest;
  Json json = answer_list("offers", priced.offers);
  json["id"] = priced.listing.plugin_id;
  json["vendor"] = priced.listing.vendor;
  json["kind"] = priced.listing.kind;
  json["category"] = priced.listing.category;
  json["name"] = member_or(newest.manifest, "name", Json::object());
  json["summary"] = member_or(newest.manifest, "summary", Json::object());
  json["license"] = member_or(newest.manifest, "license", nullptr);
  json["permissions"] = member_or(newest.manifest, "permissions", Json::object());
  json["personal_data"] = member_or(newest.manifest, "personal_data", nullptr);
  json["version"] = newest.version;
  json["sdk"] = member_or(newest.manifest, "sdk", nullptr);
  json["size"] = newest.length;
  json["sha256"] = newest.sha256;
  json["target"] = newest.target_path;
  json["released_at"] = to_rfc3339(newest.released_at_ms);
  return json;
}

Json answer(const ListingDetail& detail) {
  Json json = answer(detail.priced);
  json["versions"] = Json::array();
  for (const Release& release : detail.releases) json["versions"].push_back(release_json(release));
  return json;
}

Json answer(const OrderStanding& standing) {
  const Order& order = standing.order;
  return {{"order_id", order.order_id},
          {"offer_id", order.offer_id},
          {"product", order.product},
          {"seats", order.seats},
          {"state", to_text(order.state)},
          {"invoice", {{"number", order.invoice_number}, {"total", answer(order.total)}}},
          {"ordered_at", to_rfc3339(order.created_at_ms)},
          {"license_id", standing.license ? Json(standing.license->license_id) : Json(nullptr)},
          {"license", standing.license ? Json(standing.license->document) : Json(nullptr)}};
}

}  // namespace kontor::marketplace

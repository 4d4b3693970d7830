#include "marketplace/api/answers.hpp"

#include "base/http/client.hpp"
#include "marketplace/app/handbooks.hpp"

namespace kontor::marketplace {
namespace {

Json member_or(const Json& object, const char* name, const Json& otherwise) {
  return object.contains(name) ? object[name] : otherwise;
}

// What of one kind a release brings into a company, by name and label.
Json brought(const Json& manifest, const char* kind, const char* label) {
  const Json contributes = member_or(manifest, "contributes", Json::object());
  const Json offered = member_or(contributes, kind, Json::array());
  Json list = Json::array();
  for (const Json& each : offered)
    list.push_back(
        {{"name", member_or(each, "name", "")}, {"label", member_or(each, label, Json::object())}});
  return list;
}

// Services of other plugins that a release may ask.
Json services_used(const Json& manifest) {
  const Json uses = member_or(manifest, "uses", Json::array());
  Json list = Json::array();
  for (const Json& each : uses) list.push_back({{"name", member_or(each, "service", "")}});
  return list;
}

// Pictures of it at work, each below `folder`; none of a manifest that was never read.
Json screenshots_in(const Json& manifest, const std::string& folder) {
  Json list = Json::array();
  if (!manifest.is_object()) return list;
  const Json listing = member_or(manifest, "listing", Json::object());
  const Json shots = member_or(listing, "screenshots", Json::array());
  const Json files = member_or(manifest, "files", Json::object());
  for (const Json& shot : shots) {
    const std::string member = shot.value("file", "");
    list.push_back({{"path", folder + member.substr(member.rfind('/') + 1)},
                    {"caption", member_or(shot, "caption", Json::object())},
                    {"width", member_or(shot, "width", 0)},
                    {"height", member_or(shot, "height", 0)},
                    {"sha256", files.value(member, "")}});
  }
  return list;
}

// A yanked release takes its screenshots along.
Json screenshots_of(const Release& release) {
  if (release.custom.is_object() && release.custom.contains("yanked")) return Json::array();
  return screenshots_in(release.manifest, "/screenshots/" + release.plugin_id + "/" +
                                              http::percent_encode(release.version) + "/");
}

// What an administrator reads to set it up, by language; gone like the screenshots.
Json handbooks_of(const Release& release) {
  Json list = Json::array();
  if (release.custom.is_object() && release.custom.contains("yanked")) return list;
  const std::string folder =
      "/handbooks/" + release.plugin_id + "/" + http::percent_encode(release.version) + "/";
  for (const NamedHandbook& book : named_handbooks(release.manifest))
    list.push_back(
        {{"language", book.language}, {"path", folder + book.file}, {"sha256", book.sha256}});
  return list;
}

// What its vendor says about a release: members "channel", "rollout", "yanked", "deprecated".
Json terms_json(const Json& custom) {
  return {{"channel", member_or(custom, "channel", "stable")},
          {"rollout", member_or(custom, "rollout", {{"percent", 100}})},
          {"yanked", member_or(custom, "yanked", nullptr)},
          {"deprecated", member_or(custom, "deprecated", nullptr)}};
}

Json release_json(const Release& release) {
  Json json = terms_json(release.custom);
  json["version"] = release.version;
  json["size"] = release.length;
  json["sha256"] = release.sha256;
  json["sdk"] = member_or(release.manifest, "sdk", nullptr);
  json["target"] = release.target_path;
  json["released_at"] = to_rfc3339(release.released_at_ms);
  return json;
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

Json answer(const ReviewEvent& event) {
  return {{"event_id", event.event_id},
          {"operation_id", event.operation_id},
          {"at", to_rfc3339(event.at_ms)},
          {"actor", event.actor},
          {"kind", event.kind},
          {"detail", event.detail}};
}

Json answer(const Appeal& appeal) {
  const bool answered = !appeal.outcome.empty();
  return {{"text", appeal.text},
          {"appealed_at", to_rfc3339(appeal.appealed_at_ms)},
          {"outcome", answered ? Json(appeal.outcome) : Json(nullptr)},
          {"answer", appeal.answer},
          {"answered_at", answered ? Json(to_rfc3339(appeal.answered_at_ms)) : Json(nullptr)}};
}

Json answer(const Transfer& transfer) {
  return {{"plugin", transfer.plugin_id},
          {"from", transfer.from},
          {"to", transfer.to},
          {"announced", to_rfc3339(transfer.announced_at_ms)},
          {"effective", to_rfc3339(transfer.effective_at_ms)},
          {"state", to_text(transfer.state)}};
}

Json answer(const Upload& upload) {
  Json findings = Json::array(), checks = Json::array();
  for (const CheckResult& check : upload.checks)
    checks.push_back({{"rule", check.rule}, {"result", check.result}});
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
          {"checks", std::move(checks)},
          {"screenshots",
           screenshots_in(upload.decision == Decision::approve ? Json() : upload.manifest,
                          "/api/v1/uploads/" + upload.operation_id + "/screenshots/")},
          {"appeal", upload.appeal ? answer(*upload.appeal) : Json(nullptr)},
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
  json.update(terms_json(newest.custom));
  json["id"] = priced.listing.plugin_id;
  json["vendor"] = priced.listing.vendor;
  json["kind"] = priced.listing.kind;
  json["category"] = priced.listing.category;
  json["name"] = member_or(newest.manifest, "name", Json::object());
  json["summary"] = member_or(newest.manifest, "summary", Json::object());
  json["license"] = member_or(newest.manifest, "license", nullptr);
  json["permissions"] = member_or(newest.manifest, "permissions", Json::object());
  json["contributes"] = {{"entities", brought(newest.manifest, "entities", "label_many")},
                         {"import_formats", brought(newest.manifest, "import_formats", "label")}};
  json["uses"] = services_used(newest.manifest);
  json["screenshots"] = screenshots_of(newest);
  json["handbooks"] = handbooks_of(newest);
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
  json["transfer"] = detail.transfer ? answer(*detail.transfer) : Json(nullptr);
  json["versions"] = Json::array();
  for (const Release& release : detail.releases)
    if (release.custom.value("channel", "") != "private")
      json["versions"].push_back(release_json(release));
  return json;
}

}  // namespace kontor::marketplace

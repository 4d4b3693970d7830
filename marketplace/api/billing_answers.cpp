#include "marketplace/api/billing_answers.hpp"

#include "marketplace/api/answers.hpp"

namespace kontor::marketplace {
namespace {

Json time_if_any(TimeMs time) { return time > 0 ? Json(to_rfc3339(time)) : Json(nullptr); }
Json text_if_any(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json schedule_json(const OrderStanding& standing) {
  Json parts = Json::array();
  std::int64_t covered = 0;
  for (const Instalment& part : standing.schedule) {
    covered += part.amount;
    parts.push_back({{"number", part.number},
                     {"due", to_rfc3339(part.due_at_ms)},
                     {"amount", part.amount},
                     {"paid", covered <= standing.order.paid}});
  }
  return parts;
}

}  // namespace

Json answer(const Order& order) {
  return {{"order_id", order.order_id},
          {"kind", to_text(order.wish.kind)},
          {"offer_id", order.offer_id},
          {"product", order.product},
          {"seats", order.seats},
          {"state", to_text(order.state)},
          {"invoice", {{"number", order.invoice_number}, {"total", answer(order.total)}}},
          {"paid", order.paid},
          {"ordered_at", to_rfc3339(order.created_at_ms)}};
}

Json answer(const OrderStanding& standing) {
  Json json = answer(standing.order);
  json["license_id"] = standing.license ? Json(standing.license->license_id) : Json(nullptr);
  json["license"] = standing.license ? Json(standing.license->document) : Json(nullptr);
  json["schedule"] = schedule_json(standing);
  return json;
}

Json answer(const IssuedLicense& license) {
  return {{"license_id", license.license_id},
          {"order_id", license.order_id},
          {"product", license.product},
          {"license", license.document},
          {"issued_at", to_rfc3339(license.issued_at_ms)},
          {"activated_at", time_if_any(license.activated_at_ms)},
          {"ends", text_if_any(license.end_kind)},
          {"ends_at", time_if_any(license.ends_at_ms)},
          {"updates_until", license.end_kind == "updates" || license.end_kind == "license"
                                ? time_if_any(license.ends_at_ms)
                                : Json(nullptr)},
          {"cancelled_at", time_if_any(license.cancelled_at_ms)},
          {"revoked_at", time_if_any(license.revoked_at_ms)}};
}

Json answer(const Receipt& receipt) {
  return {{"receipt_id", receipt.receipt_id},
          {"source", to_text(receipt.source)},
          {"reference", receipt.reference},
          {"order_id", text_if_any(receipt.order_id)},
          {"money", answer(receipt.money)},
          {"applied", receipt.applied},
          {"held", receipt.held()},
          {"returned", receipt.returned},
          {"return_reference", text_if_any(receipt.return_reference)},
          {"outcome", to_text(receipt.outcome)},
          {"payer", receipt.payer},
          {"message", receipt.message},
          {"recorded_at", to_rfc3339(receipt.recorded_at_ms)}};
}

Json answer(const ImportedStatement& imported) {
  Json json = answer_list("receipts", imported.receipts);
  json["statement_id"] = imported.statement_id;
  json["account"] = imported.account;
  json["skipped"] = imported.skipped;
  Json outcomes = Json::object();
  for (const Receipt& receipt : imported.receipts) {
    Json& count = outcomes[std::string(to_text(receipt.outcome))];
    count = count.is_null() ? 1 : count.get<int>() + 1;
  }
  json["outcomes"] = std::move(outcomes);
  return json;
}

Json answer(const Notice& notice) {
  return {{"notice_id", notice.notice_id},
          {"license_id", notice.license_id},
          {"kind", notice.kind},
          {"title", notice.title},
          {"about", to_rfc3339(notice.about_ms)},
          {"made_at", to_rfc3339(notice.made_at_ms)}};
}

Json answer(const Posting& posting) {
  return {{"at", to_rfc3339(posting.at_ms)},
          {"kind", to_text(posting.kind)},
          {"order_id", text_if_any(posting.order_id)},
          {"reference", posting.reference},
          {"currency", posting.currency},
          {"gross", posting.split.gross()},
          {"tax", posting.split.tax},
          {"commission", posting.split.commission},
          {"share", posting.split.share}};
}

Json answer(const Commitment& commitment) {
  return {{"order_id", commitment.order_id},
          {"opening", to_json(commitment.opening)},
          {"commitment", commitment.hash},
          {"log_index", commitment.log_index < 0 ? Json(nullptr) : Json(commitment.log_index)},
          {"at", to_rfc3339(commitment.made_at_ms)}};
}

Json answer(const VendorAccount& account) {
  Json json = answer_list("postings", account.postings);
  json.update(answer_list("licenses", account.licenses));
  json["vendor"] = account.vendor;
  json["from"] = to_rfc3339(account.from_ms);
  json["to"] = to_rfc3339(account.to_ms);
  json["accounts"] = Json::array();
  for (const auto& [currency, sums] : account.sums)
    json["accounts"].push_back({{"currency", currency},
                                {"opening", sums.opening},
                                {"sales", sums.sales},
                                {"refunds", sums.refunds},
                                {"tax", sums.tax},
                                {"commission", sums.commission},
                                {"paid_out", sums.paid_out},
                                {"owed", sums.closing()}});
  return json;
}

}  // namespace kontor::marketplace

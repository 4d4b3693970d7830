#include "marketplace/store/offer_store.hpp"

namespace kontor::marketplace {
namespace {

Result<StoredOffer> offer_of(const db::Row& row) {
  StoredOffer offer{.offer_id = row.text(0), .product = row.text(1), .vendor = row.text(2)};
  offer.envelope = TRY(parse_json(row.text(3)));
  return offer;
}

}  // namespace

Status OfferStore::put(const StoredOffer& offer, TimeMs now_ms) {
  const auto changed = TRY(session_.execute(
      R"sql(INSERT INTO offer (offer_id, product, vendor, envelope, updated_at_ms)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (offer_id) DO UPDATE
              SET envelope = excluded.envelope, updated_at_ms = excluded.updated_at_ms
              WHERE offer.vendor = excluded.vendor AND offer.product = excluded.product)sql",
      {offer.offer_id, offer.product, offer.vendor, kontor::to_text(offer.envelope), now_ms}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "the offer id '" + offer.offer_id + "' is taken"};
  return ok();
}

Result<StoredOffer> OfferStore::get(const std::string& offer_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT offer_id, product, vendor, envelope FROM offer WHERE offer_id = $1)sql",
      {offer_id}));
  if (!row) return Error{ErrorCode::not_found, "no offer '" + offer_id + "'"};
  return offer_of(*row);
}

Result<std::map<std::string, std::vector<StoredOffer>>> OfferStore::of_products(
    const std::vector<std::string>& products) {
  std::map<std::string, std::vector<StoredOffer>> offers;
  if (products.empty()) return offers;
  std::string sql = "SELECT offer_id, product, vendor, envelope FROM offer WHERE product IN (";
  for (std::size_t number = 1; number <= products.size(); ++number)
    sql += (number > 1 ? ", $" : "$") + std::to_string(number);
  sql += ") ORDER BY product, offer_id";
  for (const db::Row& row : TRY(session_.query(sql, {products.begin(), products.end()}))) {
    std::vector<StoredOffer>& its = offers[row.text(1)];
    if (its.size() < kOffersOfAProductMax) its.push_back(TRY(offer_of(row)));
  }
  return offers;
}

}  // namespace kontor::marketplace

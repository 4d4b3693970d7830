#include "marketplace/store/commitment_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kSelectCommitment =
    "SELECT order_id, vendor, license_id, product, quantity, amount, currency, salt, hash, "
    "log_index, log_from, made_at_ms FROM commitment ";

std::vector<Commitment> commitments_of(const std::vector<db::Row>& rows) {
  std::vector<Commitment> commitments;
  commitments.reserve(rows.size());
  for (const db::Row& row : rows)
    commitments.push_back({.order_id = row.text(0),
                           .vendor = row.text(1),
                           .opening = {.license_id = row.text(2),
                                       .product = row.text(3),
                                       .quantity = row.integer(4),
                                       .total = {.amount = row.integer(5), .currency = row.text(6)},
                                       .salt = row.text(7)},
                           .hash = row.text(8),
                           .log_index = row.integer(9),
                           .log_from = row.integer(10),
                           .made_at_ms = row.integer(11)});
  return commitments;
}

}  // namespace

Status CommitmentStore::insert(const Commitment& commitment) {
  const Opening& opening = commitment.opening;
  TRY(session_.execute(
      R"sql(INSERT INTO commitment (order_id, vendor, license_id, product, quantity, amount,
                                    currency, salt, hash, log_index, log_from, made_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql",
      {commitment.order_id, commitment.vendor, opening.license_id, opening.product,
       opening.quantity, opening.total.amount, opening.total.currency, opening.salt,
       commitment.hash, commitment.log_index, commitment.log_from, commitment.made_at_ms}));
  return ok();
}

Result<std::vector<Commitment>> CommitmentStore::not_logged(int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectCommitment) + "WHERE log_index < 0 ORDER BY order_id LIMIT $1",
      {std::int64_t{limit}}));
  return commitments_of(rows);
}

Status CommitmentStore::set_logged(const std::string& order_id, std::uint64_t log_index) {
  TRY(session_.execute("UPDATE commitment SET log_index = $1 WHERE order_id = $2",
                       {static_cast<std::int64_t>(log_index), order_id}));
  return ok();
}

Result<std::vector<Commitment>> CommitmentStore::between(const std::string& vendor, TimeMs from_ms,
                                                         TimeMs to_ms, int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectCommitment) + "WHERE vendor = $1 AND made_at_ms >= $2 AND made_at_ms < $3 "
                                       "ORDER BY made_at_ms, order_id LIMIT $4",
      {vendor, from_ms, to_ms, std::int64_t{limit}}));
  return commitments_of(rows);
}

}  // namespace kontor::marketplace

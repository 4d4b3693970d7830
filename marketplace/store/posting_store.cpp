#include "marketplace/store/posting_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kSelectPosting =
    "SELECT posting_id, at_ms, kind, vendor, order_id, reference, currency, tax, commission, share "
    "FROM posting ";

Result<std::vector<Posting>> postings_of(const std::vector<db::Row>& rows) {
  std::vector<Posting> postings;
  postings.reserve(rows.size());
  for (const db::Row& row : rows) {
    const PostingKind kind = TRY(parse_posting_kind(row.text(2)));
    postings.push_back(
        {.posting_id = row.text(0),
         .at_ms = row.integer(1),
         .kind = kind,
         .vendor = row.text(3),
         .order_id = row.text(4),
         .reference = row.text(5),
         .currency = row.text(6),
         .split = {.tax = row.integer(7), .commission = row.integer(8), .share = row.integer(9)}});
  }
  return postings;
}

}  // namespace

Status PostingStore::insert(const Posting& posting) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO posting (posting_id, at_ms, kind, vendor, order_id, reference, currency,
                                 gross, tax, commission, share)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING)sql",
      {posting.posting_id, posting.at_ms, std::string(to_text(posting.kind)), posting.vendor,
       posting.order_id, posting.reference, posting.currency, posting.split.gross(),
       posting.split.tax, posting.split.commission, posting.split.share}));
  if (inserted == 0)
    return Error{ErrorCode::conflict, "'" + posting.reference + "' is in the books already"};
  return ok();
}

Result<std::vector<Posting>> PostingStore::of_order(const std::string& order_id) {
  const auto rows = TRY(session_.query(
      std::string(kSelectPosting) + "WHERE order_id = $1 ORDER BY at_ms, posting_id LIMIT 1000",
      {order_id}));
  return postings_of(rows);
}

Result<std::vector<Posting>> PostingStore::of_reference(PostingKind kind,
                                                        const std::string& reference) {
  const auto rows =
      TRY(session_.query(std::string(kSelectPosting) + "WHERE kind = $1 AND reference = $2",
                         {std::string(to_text(kind)), reference}));
  return postings_of(rows);
}

Result<std::vector<Posting>> PostingStore::between(const std::string& vendor, TimeMs from_ms,
                                                   TimeMs to_ms, int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectPosting) +
          "WHERE vendor = $1 AND at_ms >= $2 AND at_ms < $3 ORDER BY at_ms, posting_id LIMIT $4",
      {vendor, from_ms, to_ms, std::int64_t{limit}}));
  return postings_of(rows);
}

Result<std::map<std::string, std::int64_t>> PostingStore::owed_before(const std::string& vendor,
                                                                      TimeMs at_ms) {
  // PostgreSQL sums BIGINT to NUMERIC.
  const auto rows = TRY(session_.query(
      R"sql(SELECT currency, CAST(SUM(share) AS BIGINT) FROM posting
            WHERE vendor = $1 AND at_ms < $2 GROUP BY currency)sql",
      {vendor, at_ms}));
  std::map<std::string, std::int64_t> owed;
  for (const db::Row& row : rows) owed[row.text(0)] = row.integer(1);
  return owed;
}

}  // namespace kontor::marketplace

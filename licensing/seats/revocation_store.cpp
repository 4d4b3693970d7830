#include "licensing/seats/revocation_store.hpp"

namespace kontor::licensing {

Result<std::optional<RevocationStore::Newest>> RevocationStore::newest(
    std::string_view company_id) {
  const auto row =
      TRY(session_.query_row("SELECT sequence, token FROM seat_revocations WHERE company_id = $1",
                             {std::string(company_id)}));
  if (!row) return std::optional<Newest>();
  return std::optional<Newest>({.sequence = row->integer(0), .token = row->text(1)});
}

Result<std::vector<std::string>> RevocationStore::all() {
  const auto rows = TRY(session_.query("SELECT token FROM seat_revocations ORDER BY company_id"));
  std::vector<std::string> tokens;
  tokens.reserve(rows.size());
  for (const db::Row& row : rows) tokens.push_back(row.text(0));
  return tokens;
}

Result<bool> RevocationStore::put(std::string_view company_id, std::int64_t sequence,
                                  std::string_view token, TimeMs now_ms) {
  const std::int64_t changed = TRY(session_.execute(
      R"sql(
      INSERT INTO seat_revocations (company_id, sequence, token, taken_at_ms)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (company_id) DO UPDATE
      SET sequence = excluded.sequence, token = excluded.token, taken_at_ms = excluded.taken_at_ms
      WHERE seat_revocations.sequence <= excluded.sequence)sql",
      {std::string(company_id), sequence, std::string(token), now_ms}));
  return changed == 1;
}

}  // namespace kontor::licensing

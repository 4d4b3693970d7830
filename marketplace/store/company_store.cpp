#include "marketplace/store/company_store.hpp"

namespace kontor::marketplace {
namespace {

Result<Company> company_of(const db::Row& row) {
  Company company{.company_id = row.text(0),
                  .name = row.text(1),
                  .ledger_key = row.text(2),
                  .created_at_ms = row.integer(3)};
  const Json party = TRY(parse_json(row.text(4)));
  company.party = TRY(parse_party(party));
  if (company.party.name.empty()) company.party.name = company.name;
  return company;
}

}  // namespace

Status CompanyStore::insert(const Company& company, const std::string& token_hash) {
  TRY(session_.execute(
      R"sql(INSERT INTO company (company_id, name, ledger_key, token_hash, created_at_ms, party)
            VALUES ($1, $2, $3, $4, $5, $6))sql",
      {company.company_id, company.name, company.ledger_key, token_hash, company.created_at_ms,
       kontor::to_text(to_json(company.party))}));
  return ok();
}

Status CompanyStore::set_party(const std::string& company_id, const Party& party) {
  TRY(session_.execute("UPDATE company SET party = $1 WHERE company_id = $2",
                       {kontor::to_text(to_json(party)), company_id}));
  return ok();
}

Result<Company> CompanyStore::get(const std::string& company_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT company_id, name, ledger_key, created_at_ms, party FROM company
            WHERE company_id = $1)sql",
      {company_id}));
  if (!row) return Error{ErrorCode::not_found, "no company '" + company_id + "'"};
  return company_of(*row);
}

Result<std::optional<Company>> CompanyStore::find_by_token(const std::string& token_hash) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT company_id, name, ledger_key, created_at_ms, party FROM company
            WHERE token_hash = $1)sql",
      {token_hash}));
  if (!row) return std::optional<Company>();
  Company company = TRY(company_of(*row));
  return std::optional<Company>(std::move(company));
}

}  // namespace kontor::marketplace

#include "marketplace/app/companies.hpp"

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/store/company_store.hpp"

namespace kontor::marketplace {

Result<RegisteredCompany> register_company(Market& market, const std::string& name,
                                           const std::string& ledger_key, Party party) {
  if (!ledger_key.empty()) {
    const std::string raw = TRY(hex_decode(ledger_key));
    TRY(crypto::PublicKey::from_ed25519(raw));
    if (hex_encode(raw) != ledger_key)
      return Error{ErrorCode::invalid_argument, "write ledger_key in lower-case hexadecimal"};
  }
  const Token token = make_token(market.random, "kc_");
  const Company company{.company_id = market.ids.next(),
                        .name = name,
                        .ledger_key = ledger_key,
                        .created_at_ms = market.clock.now_ms(),
                        .party = std::move(party)};
  TRY(market.database.transaction(
      [&](db::Session& session) { return CompanyStore(session).insert(company, token.hash); }));
  log::info("company registered", {{"company", company.company_id}});
  return RegisteredCompany{.company = company, .token = token.text};
}

Result<Company> get_company(Market& market, const std::string& company_id) {
  return market.database.read(
      [&](db::Session& session) { return CompanyStore(session).get(company_id); });
}

Result<Company> set_party(Market& market, const std::string& company_id, const Party& party) {
  return market.database.transaction([&](db::Session& session) -> Result<Company> {
    CompanyStore store(session);
    TRY(store.set_party(company_id, party));
    return store.get(company_id);
  });
}

}  // namespace kontor::marketplace

#include "tests/integration/marketplace/buying_fixture.hpp"

#include "licensing/document/license_document.hpp"
#include "marketplace/billing/webhook_signature.hpp"

namespace kontor::marketplace {

BuyingFixture::BuyingFixture() {
  market_->billing = parse_billing_rules(Json::parse(R"json({
        "seller": {"name": "Kontor Markt GmbH", "address": "Hafenstraße 1\n20457 Hamburg",
                   "country": "DE", "tax_id": "DE123456789", "iban": "DE89370400440532013000"},
        "taxes": [{"country": "DE", "name": "VAT 20 %", "basis_points": 2000}],
        "reverse_charge": true, "commission_basis_points": 1500
      })json"))
                         .value();
  market_->webhook_secrets = {kSecret};
  EXPECT_EQ(register_vendor("acme").status, 201);
  EXPECT_EQ(approve_vendor("acme").status, 200);
  register_company("nordwind");
  register_company("another");
}

std::string BuyingFixture::offer(const Json& terms) {
  Json meant = Json::object();
  for (const auto& [name, value] : terms.items())
    if (!value.is_null()) meant[name] = value;
  const auto put = put_offer("acme", meant);
  EXPECT_EQ(put.status, 200) << put.body;
  return terms["offer_id"];
}

http::Response BuyingFixture::order(const Json& wish, const std::string& key, const char* who) {
  return ask("POST", "/api/v1/orders", tokens_[who], wish, {{"idempotency-key", key}});
}

Json BuyingFixture::ordered(const Json& wish, const std::string& key, const char* who) {
  const auto response = order(wish, key, who);
  EXPECT_EQ(response.status, 201) << response.body;
  return json(response);
}

http::Response BuyingFixture::pay(const std::string& order_id, std::int64_t amount,
                                  const std::string& reference) {
  return ask("POST", "/api/v1/orders/" + order_id + "/payment", tokens_["operator"],
             {{"reference", reference}, {"amount", amount}});
}

Json BuyingFixture::paid(const Json& placed, const std::string& reference) {
  const std::int64_t total = placed["invoice"]["total"]["amount"];
  const auto response =
      pay(placed["order_id"], total - placed["paid"].get<std::int64_t>(), reference);
  EXPECT_EQ(response.status, 200) << response.body;
  return json(response);
}

Json BuyingFixture::get(const std::string& path, const char* who) {
  const auto response = ask("GET", "/api/v1" + path, tokens_[who]);
  EXPECT_EQ(response.status, 200) << response.body;
  return json(response);
}

licensing::License BuyingFixture::license_of(const Json& standing) {
  const licensing::TrustedKeys keys{
      .license_key = [this](std::string_view) -> Result<crypto::PublicKey> {
        return repository_->license_key().public_key();
      },
      .vendor_keys =
          [this](std::string_view vendor) {
            return repository_->vendor_keys(std::string(vendor));
          }};
  const auto license =
      licensing::verify_license(standing["license"].get_ref<const std::string&>(), keys);
  EXPECT_TRUE(license) << (license ? "" : license.error().message);
  return license ? *license : licensing::License{};
}

Json BuyingFixture::bank(const std::string& xml) {
  const auto response = ask_with_text("POST", "/api/v1/bank-statements", tokens_["operator"], xml,
                                      {{"content-type", "application/xml"}});
  EXPECT_EQ(response.status, 200) << response.body;
  return json(response);
}

Json BuyingFixture::held() { return get("/receipts", "operator")["receipts"]; }
Json BuyingFixture::statement() { return get("/vendors/acme/statement", "acme"); }

std::string BuyingFixture::reference_of(const std::string& order_id) {
  return get("/orders/" + order_id + "/invoice")["reference"];
}

std::string BuyingFixture::camt(const std::vector<Credit>& credits) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt>"
      "<Id>STMT-1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>";
  for (const Credit& credit : credits)
    xml += "<Ntry><Amt Ccy=\"" + credit.currency + "\">" + credit.amount +
           "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-22</Dt>"
           "</BookgDt><AcctSvcrRef>" +
           credit.reference +
           "</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Nordwind AG</Nm></Pty></Dbtr>"
           "</RltdPties><RmtInf><Ustrd>" +
           credit.message + "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>";
  return xml + "</Stmt></BkToCstmrStmt></Document>";
}

http::Response BuyingFixture::webhook(const std::string& id, const Json& message,
                                      std::int64_t age_s, const std::string& secret) {
  const std::string body = kontor::to_text(message);
  const std::int64_t time_s = clock_.now_ms() / 1000 - age_s;
  return ask_with_text("POST", "/api/v1/payment-webhooks", "", body,
                       {{"content-type", "application/json"},
                        {"webhook-id", id},
                        {"webhook-timestamp", std::to_string(time_s)},
                        {"webhook-signature", "v1,bm90aGluZw== " + billing::webhook_signature(
                                                                       secret, id, time_s, body)}});
}

std::string BuyingFixture::code_of(const http::Response& response) {
  return json(response).value("code", "");
}

}  // namespace kontor::marketplace

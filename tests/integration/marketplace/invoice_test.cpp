#include <cstdio>

#include "base/core/files.hpp"

#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

class InvoiceTest : public BuyingFixture {
 protected:
  InvoiceTest() {
    offer({{"offer_id", "acme.notes-monthly"}});
    party({{"name", "ООО «Северный ветер»"},
           {"address", "улица Ленина, 5\nМосква"},
           {"country", "DE"}});
  }
  void party(const Json& party) {
    ASSERT_EQ(ask("PUT", "/api/v1/companies/party", tokens_["nordwind"], party).status, 200);
  }
  // What Poppler reads in the invoice's PDF.
  std::string pdf_text(const std::string& order_id, const std::string& query = "") {
    const auto response =
        ask("GET", "/api/v1/orders/" + order_id + "/invoice.pdf" + query, tokens_["nordwind"]);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.headers.at("content-type"), "application/pdf");
    const auto file = folder_ / "invoice.pdf";
    EXPECT_TRUE(write_file(file, response.body));
    EXPECT_NE(run("pdffonts " + file.string() + " | grep -c yes"), "0\n")
        << "no embedded font that can be searched";
    return run("pdftotext -layout " + file.string() + " -");
  }
  static std::string run(const std::string& command) {
    std::string output;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
    ::pclose(pipe);
    return output;
  }
};

TEST_P(InvoiceTest, ThePdfHasWhatABookkeeperAsksForAlsoInRussian) {
  const Json placed = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 3}}, "k");

  const std::string text = pdf_text(placed["order_id"]);

  for (const std::string& expected :
       {std::string("Invoice ") + placed["invoice"]["number"].get<std::string>(),
        std::string("Kontor Markt GmbH"), std::string("Hafenstraße 1"),
        std::string("ООО «Северный ветер»"), std::string("улица Ленина, 5"),
        std::string("DE123456789"), std::string("acme.notes, 3 seats, 1 months"),
        std::string("57.00"), std::string("VAT 20 %"), std::string("11.40"), std::string("68.40"),
        to_rfc3339(clock_.now_ms()).substr(0, 10),
        to_rfc3339(clock_.now_ms() + std::int64_t{14} * 86'400'000).substr(0, 10),
        std::string("DE89370400440532013000"), reference_of(placed["order_id"])})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << " is not in\n" << text;
}

TEST_P(InvoiceTest, TaxFollowsTheBuyersCountryAndTaxId) {
  const auto gross = [&](const Json& buyer, const std::string& key) {
    party(buyer);
    const Json placed = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1}}, key);
    return placed["invoice"]["total"]["amount"].get<std::int64_t>();
  };

  EXPECT_EQ(gross({{"name", "n"}, {"country", "DE"}}, "1"), 2280);
  EXPECT_EQ(gross({{"name", "n"}}, "2"), 2280) << "who tells no country is taxed";
  EXPECT_EQ(gross({{"name", "n"}, {"country", "FR"}}, "3"), 1900) << "no rate for France";
  EXPECT_EQ(gross({{"name", "n"}, {"country", "FR"}, {"tax_id", "FR1"}}, "4"), 1900);
  const std::string last = get("/orders")["orders"][0]["order_id"];
  EXPECT_NE(pdf_text(last).find("Reverse charge"), std::string::npos);
}

TEST_P(InvoiceTest, NumbersHaveNoGapsAndACreditNoteTakesTheInvoiceBack) {
  const Json first = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1}}, "1");
  EXPECT_EQ(order({{"offer_id", "acme.none"}, {"quantity", 1}}, "2").status, 404);
  const Json second = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1}}, "3");
  const std::string id = second["order_id"];
  for (int twice = 0; twice < 2; ++twice)
    EXPECT_EQ(
        json(ask("POST", "/api/v1/orders/" + id + "/cancellation", tokens_["nordwind"]))["state"],
        "cancelled");
  const Json note = get("/orders/" + id + "/invoice?kind=credit_note");

  EXPECT_TRUE(first["invoice"]["number"].get<std::string>().ends_with("-000001"));
  EXPECT_TRUE(second["invoice"]["number"].get<std::string>().ends_with("-000002"));
  EXPECT_TRUE(note["number"].get<std::string>().ends_with("-000003"));
  EXPECT_EQ(note["gross"], -2280);
  EXPECT_NE(pdf_text(id, "?kind=credit_note").find("-22.80"), std::string::npos);
  EXPECT_EQ(code_of(pay(id, 2280, "late")), "paid-already") << "a closed invoice is not paid";
}

INSTANTIATE_TEST_SUITE_P(Databases, InvoiceTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::marketplace

#include <gtest/gtest.h>

#include <random>

#include "licensing/core/calendar.hpp"
#include "marketplace/billing/camt053.hpp"
#include "marketplace/billing/webhook_signature.hpp"
#include "marketplace/core/creditor_reference.hpp"
#include "marketplace/core/license_course.hpp"
#include "marketplace/core/money_text.hpp"
#include "marketplace/core/order_price.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {
namespace {

TEST(ProportionTest, RoundsHalfToEven) {
  EXPECT_EQ(proportion(25, 1, 10), 2);
  EXPECT_EQ(proportion(35, 1, 10), 4);
  EXPECT_EQ(proportion(-25, 1, 10), -2);
  EXPECT_EQ(proportion(26, 1, 10), 3);
  EXPECT_EQ(proportion(std::int64_t{1} << 56, 9999, 10'000), 72'050'388'278'524'143);
}

TEST(SplitTest, PartsInAnyOrderAddUpToTheWhole) {
  std::mt19937_64 chance{7};
  for (int round = 0; round < 2000; ++round) {
    const auto upto = [&](std::int64_t most) {
      return std::uniform_int_distribution<std::int64_t>(0, most)(chance);
    };
    const Split whole{.tax = upto(9999), .commission = upto(9999), .share = upto(99'999)};
    Split sum;
    for (std::int64_t paid = 0; paid < whole.gross();) {
      const std::int64_t next = std::min(whole.gross(), paid + 1 + upto(whole.gross() / 3));
      const Split part = split_after(whole, next).minus(split_after(whole, paid));
      EXPECT_EQ(part.gross(), next - paid);
      EXPECT_GE(part.tax, 0);
      EXPECT_GE(part.commission, 0);
      sum = {sum.tax + part.tax, sum.commission + part.commission, sum.share + part.share};
      paid = next;
    }
    EXPECT_EQ(sum, whole);
  }
}

TEST(CreditorReferenceTest, IsIso11649AndAMistypedDigitIsNotFound) {
  const std::string reference = creditor_reference("2026-000017");

  EXPECT_EQ(creditor_reference("539007547034"), "RF18539007547034") << "the standard's example";
  EXPECT_EQ(find_creditor_reference("Invoice " + reference + " thanks"), reference);
  std::string spaced = reference;
  spaced.insert(8, " ").insert(4, " ");
  EXPECT_EQ(find_creditor_reference(spaced), reference);
  for (std::size_t place = 2; place < reference.size(); ++place) {
    std::string mistyped = reference;
    mistyped[place] = mistyped[place] == '9' ? '0' : static_cast<char>(mistyped[place] + 1);
    EXPECT_FALSE(find_creditor_reference(mistyped)) << mistyped;
  }
}

TEST(MoneyTextTest, KnowsTheMinorUnitsOfCurrencies) {
  EXPECT_EQ(money_text(13'980'000, "RUB"), "139 800.00");
  EXPECT_EQ(money_text(-5, "EUR"), "-0.05");
  EXPECT_EQ(money_text(1000, "JPY"), "1 000");
  EXPECT_EQ(money_text(1234, "KWD"), "1.234");
  EXPECT_EQ(parse_decimal("57.0", "EUR").value(), 5700);
  EXPECT_EQ(parse_decimal("57", "EUR").value(), 5700);
  EXPECT_EQ(parse_decimal("57.00", "JPY").value(), 57);
  for (const char* wrong : {"", ".", "-1", "1e3", "1.001", "1,00", "9999999999999999999"})
    EXPECT_FALSE(parse_decimal(wrong, "EUR")) << wrong;
}

TEST(WebhookSignatureTest, IsThatOfStandardWebhooks) {
  // The vector of standard-webhooks.com's libraries.
  const std::string secret =
      billing::parse_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();

  EXPECT_EQ(billing::webhook_signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                                       R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Camt053Test, SplitsABatchIntoItsPaymentsAndRefusesOneThatDoesNotAddUp) {
  const auto file = [](const char* second) {
    return std::string(R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt><Stmt><Id>S</Id><Ntry><Amt Ccy="EUR">57.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts>BOOK</Sts><AcctSvcrRef>R</AcctSvcrRef><NtryDtls><TxDtls><Amt Ccy="EUR">50.00</Amt></TxDtls>
<TxDtls><Amt Ccy="EUR">)") +
           second + "</Amt></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>";
  };
  const auto read = billing::parse_camt053(file("7.00"));

  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->credits.size(), 2U);
  EXPECT_EQ(read->credits[0].reference, "R.1");
  EXPECT_EQ(read->credits[1].amount, 700);
  EXPECT_FALSE(billing::parse_camt053(file("6.00")));
  EXPECT_FALSE(billing::parse_camt053(file("8.00")));
}

// R45: whatever the seats and the term, nobody is shown a tier's price whose conditions fail.
TEST(OrderPriceTest, N4ATierHoldsOnlyWhereBothConditionsDo) {
  licensing::Offer offer;
  offer.product = "a.b";
  offer.price = {.amount = 5500, .currency = "USD"};
  offer.period = licensing::Period::month;
  offer.per = licensing::PricePer::seat;
  offer.tiers = {{.min_quantity = 10, .min_term_months = 12, .amount = 4000}};
  for (std::int64_t seats = 1; seats <= 30; ++seats)
    for (std::int64_t months = 1; months <= 36; ++months) {
      const OrderWish wish{.offer_id = "a.b", .quantity = seats, .term_months = months};
      const auto price = price_order({.wish = wish, .offer = offer});
      ASSERT_TRUE(price);
      const std::int64_t unit = seats >= 10 && months >= 12 ? 4000 : 5500;
      EXPECT_EQ(price->lines[0].amount, unit * seats * months) << seats << " x " << months;
    }
}

TEST(LicenseCourseTest, N5TheWindowBeginsWithTheActivationAlsoOnALeapDay) {
  licensing::Offer offer;
  offer.product = "a.b";
  offer.period = licensing::Period::once;
  const TimeMs bought = parse_rfc3339("2027-12-01T10:00:00Z").value();
  const TimeMs leap_day = parse_rfc3339("2028-02-29T10:00:00Z").value();
  const CourseStep purchase{.offer = offer, .seats = 1, .at_ms = bought};
  const CourseStep activation{.activation = true, .at_ms = leap_day};
  const CourseStep renewal{
      .kind = OrderKind::renewal, .offer = offer, .seats = 1, .at_ms = leap_day + 1};

  EXPECT_FALSE(course_of({purchase}).updates_until_ms);
  const auto active = course_of({purchase, activation});
  EXPECT_EQ(to_rfc3339(*active.updates_until_ms), "2029-02-28T10:00:00.000Z");
  EXPECT_FALSE(active.expires_at_ms);
  const auto renewed = course_of({purchase, activation, renewal});
  EXPECT_EQ(to_rfc3339(*renewed.updates_until_ms), "2030-02-28T10:00:00.000Z");
}

}  // namespace
}  // namespace kontor::marketplace

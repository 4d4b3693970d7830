#include "plugins/kpi/money.hpp"

#include <gtest/gtest.h>

namespace kontor::kpi {
namespace {

TEST(KpiMoney, WritesMinorUnitsAsTheCurrencyHasThem) {
  EXPECT_EQ(format_money(277'778, "EUR"),
            "2\xe2\x80\xaf"
            "777.78\xe2\x80\xaf"
            "EUR");
  EXPECT_EQ(format_money(5, "SEK"), "0.05\xe2\x80\xafSEK");
  EXPECT_EQ(format_money(1'234'567, "JPY"),
            "1\xe2\x80\xaf"
            "234\xe2\x80\xaf"
            "567\xe2\x80\xafJPY");
  EXPECT_EQ(format_money(-150, "DKK"),
            "-1.50\xe2\x80\xaf"
            "DKK");
}

}  // namespace
}  // namespace kontor::kpi

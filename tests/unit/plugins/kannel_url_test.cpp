#include <gtest/gtest.h>

#include "plugins/sms/kannel.hpp"
#include "plugins/sms/message.hpp"

namespace kontor::sms {
namespace {

const Gateway kGateway{.url = "http://g:1/cgi-bin/sendsms",
                       .username = "u",
                       .password = "p&w",
                       .from = "Kontor",
                       .callback = "http://crm:2"};

TEST(KannelRequest, EncodesEveryValue) {
  const std::string url =
      send_url(kGateway,
               {.id = "i", .key = "k", .to = "+46701234567", .text = "a&b ж", .encoding = "UCS-2"});

  EXPECT_EQ(url,
            "http://g:1/cgi-bin/sendsms?username=u&password=p%26w&to=%2B46701234567"
            "&text=a%26b%20%D0%B6&charset=UTF-8&from=Kontor&coding=2&dlr-mask=31&dlr-url="
            "http%3A%2F%2Fcrm%3A2%2Fapi%2Fv1%2Fhooks%2Fkontor.sms%2Fdlr%3Fid%3Di%26key%3Dk"
            "%26status%3D%25d");
}

TEST(KannelRequest, AsksForNoReceiptsWithoutAnAddressForThem) {
  Gateway gateway = kGateway;
  gateway.callback.clear();

  const std::string url = send_url(
      gateway, {.id = "i", .key = "k", .to = "+46701234567", .text = "a", .encoding = "GSM-7"});

  EXPECT_EQ(url.find("dlr"), std::string::npos);
}

TEST(KannelAnswer, IsAcceptedOnlyWith202) {
  EXPECT_TRUE(read_answer(202, "0: Accepted for delivery").accepted);
  EXPECT_TRUE(read_answer(202, "3: Queued for later delivery").accepted);
  EXPECT_FALSE(read_answer(403, "Authorization failed for sendsms").accepted);
  EXPECT_EQ(read_answer(503, "").reason, "status 503");
}

TEST(KannelReceipt, NeverLeadsBack) {
  EXPECT_EQ(receipt_state("8"), "sent");
  EXPECT_EQ(receipt_state("1"), "delivered");
  EXPECT_EQ(receipt_state("16"), "failed");
  EXPECT_EQ(receipt_state("%d"), "");
  EXPECT_TRUE(may_follow("queued", "sent"));
  EXPECT_TRUE(may_follow("uncertain", "delivered"));
  EXPECT_FALSE(may_follow("delivered", "sent"));
  EXPECT_FALSE(may_follow("delivered", "failed"));
}

}  // namespace
}  // namespace kontor::sms

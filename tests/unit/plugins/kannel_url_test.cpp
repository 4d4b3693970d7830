#include <gtest/gtest.h>

#include <vector>

#include "plugins/sms/gateway_rest.hpp"
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

TEST(KannelAnswer, TellsTakenFromLaterFromRefusedFromUnknown) {
  const auto verdict = [](std::int64_t status) { return read_answer(status, "").verdict; };

  EXPECT_EQ(verdict(202), Verdict::accepted);
  EXPECT_EQ(verdict(503), Verdict::not_now) << "Kannel: Temporal failure, try again later";
  EXPECT_EQ(verdict(429), Verdict::not_now);
  for (const int refused : {302, 400, 401, 403, 404}) EXPECT_EQ(verdict(refused), Verdict::refused);
  for (const int unknown : {200, 500, 502, 504}) EXPECT_EQ(verdict(unknown), Verdict::unknown);
  EXPECT_EQ(read_answer(403, "Authorization failed for sendsms").reason,
            "Authorization failed for sendsms");
  EXPECT_EQ(read_answer(503, "").reason, "status 503");
}

TEST(GatewayRest, DoublesFromOneSecondToAMinuteAndBeginsAnew) {
  GatewayRest rest;
  std::int64_t now_ms = 5000;
  std::vector<std::int64_t> rests;
  for (int i = 0; i < 8; ++i) {
    rests.push_back(rest.begin("down", now_ms));
    EXPECT_TRUE(rest.is_on(now_ms + rests.back() - 1));
    EXPECT_FALSE(rest.is_on(now_ms + rests.back()));
    now_ms += rests.back();
  }

  EXPECT_EQ(rests, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000}));
  EXPECT_EQ(rest.reason(), "down");
  rest.end();
  EXPECT_FALSE(rest.is_on(now_ms));
  EXPECT_EQ(rest.reason(), "");
  EXPECT_EQ(rest.begin("", now_ms), 1000);
  EXPECT_NE(rest.reason(), "") << "it rests whatever it said";
  rest.end();
  EXPECT_EQ(rest.begin("lost", now_ms, 10000), 10000);
}

TEST(KannelIncoming, IsReadFromItsOctetsInBothAlphabets) {
  EXPECT_EQ(incoming_text("4a612c2067c3a4726e61", "0"), "Ja, gärna");
  EXPECT_EQ(incoming_text("0414 0430", "2"), "") << "no digits";
  EXPECT_EQ(incoming_text("04140430d83dde00", "2"), "Да😀");
  EXPECT_EQ(incoming_text("041", "2"), incoming_text("04", "2")) << "half an octet is none";
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

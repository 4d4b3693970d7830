#include <gtest/gtest.h>

#include <string>

#include "plugins/sms/reason_words.hpp"
#include "plugins/sms/smpp/pdu.hpp"

namespace kontor::sms {
namespace {

TEST(ReasonWords, SayWhatAnSmscsStatusMeansAndKeepItsCode) {
  const std::string refused = smpp::status_name(0x0b);
  EXPECT_EQ(reason_words(refused, "en"),
            "The SMSC does not accept this number: ESME_RINVDSTADR (0x0b)");
  EXPECT_EQ(reason_words(refused, "ru"), "SMSC не принимает этот номер: ESME_RINVDSTADR (0x0b)");
  EXPECT_EQ(reason_words(refused, "sv-SE"), "SMSC:n godtar inte numret: ESME_RINVDSTADR (0x0b)");
  EXPECT_EQ(reason_words(refused, "da"), "SMSC'en godtager ikke nummeret: ESME_RINVDSTADR (0x0b)");
}

TEST(ReasonWords, KnowEveryStatusInEveryLanguage) {
  for (std::uint32_t status = 1; status <= 0x500; ++status) {
    const std::string name = smpp::status_name(status);
    for (const char* locale : {"en", "ru", "sv", "da"}) {
      const std::string words = reason_words(name, locale);
      EXPECT_TRUE(words.ends_with(": " + name)) << words;
      EXPECT_TRUE(*locale == 'e' || words != reason_words(name, "en")) << words;
    }
  }
}

TEST(ReasonWords, TranslateWhatKannelAnswersAndKeepItsSentence) {
  EXPECT_EQ(reason_words("Authorization failed for sendsms", "da"),
            "Gatewayen godtager ikke brugernavnet eller adgangskoden: "
            "Authorization failed for sendsms");
  EXPECT_EQ(reason_words("Not routable. Do not try again.", "ru"),
            "У шлюза нет пути к этому номеру: Not routable. Do not try again.");
  EXPECT_EQ(reason_words("Temporal failure, try again later.", "en"),
            "The gateway cannot take messages for the moment: Temporal failure, try again later.");
  EXPECT_EQ(reason_words("Empty receiver number not allowed, rejected", "sv"),
            "Gatewayen godtar inte numret: Empty receiver number not allowed, rejected");
  EXPECT_EQ(reason_words("status 504", "sv"), "Gatewayen har ett eget fel: status 504");
}

TEST(ReasonWords, ReplaceThePluginsOwnEnglishWhole) {
  EXPECT_EQ(reason_words("the SMSC did not answer in time", "sv"), "SMSC:n svarade inte i tid.");
  EXPECT_EQ(reason_words("network error 012", "da"),
            "Nettet kunne ikke aflevere den. Nettets fejl: 012");
  EXPECT_EQ(reason_words("the SMSC refused the bind: " + smpp::status_name(0x0e), "ru"),
            "SMSC не принял вход. Неверный пароль: ESME_RINVPASWD (0x0e)");
}

TEST(ReasonWords, LeaveWhatNobodyKnowsAsItWasSaid) {
  EXPECT_EQ(reason_words("", "sv"), "");
  EXPECT_EQ(reason_words("The moon is in the way", "sv"), "The moon is in the way");
}

}  // namespace
}  // namespace kontor::sms

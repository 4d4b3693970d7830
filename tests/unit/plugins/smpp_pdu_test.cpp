#include <gtest/gtest.h>

#include "plugins/sms/smpp/messages.hpp"
#include "plugins/sms/smpp/receipt.hpp"
#include "plugins/sms/smpp/user_data.hpp"

namespace kontor::sms::smpp {
namespace {

std::string bytes_of(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

ShortMessage receipt_text(const std::string& text) {
  ShortMessage message;
  message.esm_class = kDeliveryReceipt;
  message.octets = text;
  return message;
}

std::string repeated(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(SmppPdu, HasTheHeaderOfSection32) {
  const std::string bytes = encode({kEnquireLink, kOk, 7, ""});

  EXPECT_EQ(bytes, bytes_of({0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 7}));
}

TEST(SmppPdu, IsReadFromAStreamInAnyPieces) {
  const std::string bytes = encode({kDeliverSm, kOk, 1, "abc"}) + encode({kUnbind, kOk, 2, ""});
  PduReader reader;
  std::vector<Pdu> read;
  for (const char byte : bytes) {
    reader.feed({&byte, 1});
    while (auto pdu = reader.next()) read.push_back(*pdu);
  }

  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].body, "abc");
  EXPECT_EQ(read[1].command, kUnbind);
}

TEST(SmppPdu, OfAnImpossibleLengthEndsTheStream) {
  for (const auto& length : {bytes_of({0, 0, 0, 15}), bytes_of({0x7f, 0, 0, 0})}) {
    PduReader reader;
    reader.feed(length + std::string(12, '\0'));
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_broken());
  }
}

TEST(SmppMessage, IsWhatItWasAfterTheWire) {
  ShortMessage message;
  message.source = address_of("Kontor");
  message.destination = address_of("+46701234567");
  message.data_coding = kUcs2;
  message.octets = bytes_of({0x04, 0x1f});
  message.tlvs = {{kUserMessageReference, bytes_of({1, 2})}};

  const auto read = short_message_of(short_message_body(message));

  ASSERT_TRUE(read);
  EXPECT_EQ(read->source.ton, kTonAlphanumeric);
  EXPECT_EQ(text_of(read->destination), "+46701234567");
  EXPECT_EQ(read->octets, message.octets);
  EXPECT_EQ(number(read->tlvs, kUserMessageReference), 0x0102U);
}

TEST(SmppMessage, GoesIntoMessagePayloadBeyond254Octets) {
  ShortMessage message;
  message.octets = std::string(255, 'a');

  const std::string body = short_message_body(message);

  EXPECT_NE(body.find(bytes_of({0x04, 0x24, 0, 255})), std::string::npos);
  EXPECT_EQ(short_message_of(body)->octets, message.octets);
}

TEST(SmppMessage, ThatBreaksItsLayoutIsRefused) {
  const std::string body = short_message_body({.octets = "hello"});
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_FALSE(short_message_of(body.substr(0, size))) << size;
  }
  EXPECT_FALSE(short_message_of(body + "x")) << "half a parameter";
}

TEST(SmppText, LinksPartsByAUserDataHeader) {
  const auto messages = messages_of(repeated(40, "Hallå"), {}, {}, 0x1234, Linking::header);

  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].esm_class, kHasUserDataHeader);
  EXPECT_EQ(messages[0].octets.substr(0, 6), bytes_of({5, 0, 3, 0x34, 2, 1}));
  EXPECT_EQ(messages[0].octets.size(), 6U + 153U);
  const Incoming second = incoming_of(messages[1]);
  EXPECT_EQ(second.total, 2U);
  EXPECT_EQ(second.number, 2U);
  EXPECT_EQ(incoming_of(messages[0]).text + second.text, repeated(40, "Hallå"));
}

TEST(SmppText, LinksPartsBySarParameters) {
  const auto messages = messages_of(repeated(80, "ж"), {}, {}, 0x1234, Linking::sar);

  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1].esm_class, 0);
  EXPECT_EQ(number(messages[1].tlvs, kSarMessageReference), 0x1234U);
  EXPECT_EQ(number(messages[1].tlvs, kSarTotalSegments), 2U);
  EXPECT_EQ(number(messages[1].tlvs, kSarSegmentNumber), 2U);
  EXPECT_EQ(incoming_of(messages[1]).number, 2U);
}

TEST(SmppText, GoesWholeIntoMessagePayload) {
  const auto messages = messages_of(repeated(80, "ж"), {}, {}, 1, Linking::payload);

  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].octets.size(), 160U);
  const std::string long_text = repeated(200, "ж");
  const auto sent = messages_of(long_text, {}, {}, 1, Linking::payload);
  EXPECT_EQ(incoming_of(*short_message_of(short_message_body(sent[0]))).text, long_text);
}

TEST(SmppText, KeepsSurrogatesAndEscapesWhole) {
  const std::string smiles = repeated(66, "ж") + repeated(34, "😀");
  std::string joined;
  for (const ShortMessage& part : messages_of(smiles, {}, {}, 1, Linking::header)) {
    EXPECT_EQ(incoming_of(part).text.find("\xef\xbf\xbd"), std::string::npos);
    joined += incoming_of(part).text;
  }
  EXPECT_EQ(joined, smiles);

  const std::string euros = repeated(152, "a") + repeated(77, "€");
  joined.clear();
  for (const ShortMessage& part : messages_of(euros, {}, {}, 1, Linking::header)) {
    EXPECT_NE(part.octets.back(), '\x1b');
    joined += incoming_of(part).text;
  }
  EXPECT_EQ(joined, euros);
}

TEST(SmppText, OfTheExtensionTableComesBack) {
  const std::string text = "^{}\\[~]|€ @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
  const auto messages = messages_of(text, {}, {}, 1, Linking::header);
  EXPECT_EQ(messages[0].data_coding, kDefaultAlphabet);
  EXPECT_EQ(incoming_of(messages[0]).text, text);
}

TEST(SmppReceipt, IsReadFromParameters) {
  ShortMessage message = receipt_text("");
  message.tlvs = {{kReceiptedMessageId, "00Ab" + std::string(1, '\0')},
                  {kMessageState, bytes_of({2})}};

  const auto receipt = receipt_of(message);

  ASSERT_TRUE(receipt);
  EXPECT_EQ(id_in_response(receipt->id, IdForm::same), "ab");
  EXPECT_EQ(receipt->state, "delivered");
}

TEST(SmppReceipt, IsReadFromTheTextOfAppendixB) {
  const auto receipt = receipt_of(
      receipt_text("id:0123456789 sub:001 dlvrd:000 submit date:2611222100 done date:2611222101 "
                   "stat:UNDELIV err:027 text:Hello id:7 stat:DELIVRD"));

  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->id, "0123456789");
  EXPECT_EQ(receipt->state, "failed");
  EXPECT_EQ(receipt->error, "027");
  EXPECT_EQ(receipt_of(receipt_text("ID:7 STAT:delivrd"))->state, "delivered");
  EXPECT_EQ(receipt_of(receipt_text("thanks"))->state, "");
}

TEST(SmppReceipt, IsNoTextOfAPerson) {
  ShortMessage message;
  message.octets = "id:1 stat:DELIVRD";
  EXPECT_FALSE(receipt_of(message));
}

TEST(SmppReceipt, TranslatesIdsBetweenHexAndDecimal) {
  EXPECT_EQ(id_in_response("6699", IdForm::hex_in_response), plain_id("1A2B"));
  EXPECT_EQ(id_in_response("1A2B", IdForm::hex_in_receipt), "6699");
  EXPECT_EQ(id_in_response("0001A2B", IdForm::same), plain_id("1a2b"));
  EXPECT_EQ(id_in_response("no-number", IdForm::hex_in_response), "no-number");
}

}  // namespace
}  // namespace kontor::sms::smpp

#include <gtest/gtest.h>

#include <kontor/base64.hpp>
#include <kontor/testing.hpp>

namespace {

namespace op = kontor::op;
using kontor::testing::FakeHost;
using kontor::testing::PluginUnderTest;

using Row = std::vector<std::string>;

class VCardExample : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(plugin) << plugin.error().message;
    ASSERT_TRUE(plugin->start());
  }
  kontor::Result<op::ImportReadResponse> read(const std::string& text, bool last = true) {
    return plugin->call<op::ImportRead>({.format = "vcard",
                                         .actor = {.id = "user-1", .name = "Anna"},
                                         .data = kontor::to_base64(text),
                                         .last = last});
  }

  FakeHost host;
  kontor::Result<PluginUnderTest> plugin = PluginUnderTest::load(KONTOR_PLUGIN_FOLDER, host);
};

// As a telephone writes it.
TEST_F(VCardExample, ReadsNamesNumbersAndTheCompany) {
  const auto answer = read(
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ek;Bo;;;\r\nFN:Bo Ek\r\n"
      "TEL;TYPE=HOME:0417-123 45\r\nitem1.TEL;TYPE=CELL;TYPE=pref:+46 70 123 45 67\r\n"
      "EMAIL;TYPE=INTERNET:bo@example.test\r\nORG:Ek\\, Ek & Co\\;AB;Sales\r\n"
      "TITLE:Head of a very\r\n  long department\r\nEND:VCARD\r\n");

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->columns,
            (Row{"First name", "Last name", "Phone", "Email", "Organisation", "Title"}));
  EXPECT_EQ(answer->rows, (std::vector<Row>{{"Bo", "Ek", "+46 70 123 45 67", "bo@example.test",
                                             "Ek, Ek & Co;AB", "Head of a very long department"}}));
}

TEST_F(VCardExample, ReadsVersionFourWithTelephoneUrisAndWithoutN) {
  const auto answer = read(
      "begin:vcard\nVERSION:4.0\nFN:Åsa Maria Öst\n"
      "TEL;VALUE=uri;TYPE=\"voice,cell\":tel:+46-70-765-43-21\nEND:VCARD\n");

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->rows[0], (Row{"Åsa Maria", "Öst", "+46-70-765-43-21", "", "", ""}));
}

TEST_F(VCardExample, LeavesACardThatIsCutInTwoForTheNextPiece) {
  const std::string whole = "BEGIN:VCARD\nN:Ek;Bo\nEND:VCARD\n";

  const auto answer = read(whole + "BEGIN:VCARD\nN:Berg;An", /*last=*/false);

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->rows.size(), 1U);
  EXPECT_EQ(answer->read_bytes, static_cast<std::int64_t>(whole.size()));
}

TEST_F(VCardExample, RefusesWhatIsNoVCardAndACardWithoutEnd) {
  for (const char* text : {"first_name,last_name\nBo,Ek\n", "BEGIN:VCARD\nN:Ek;Bo\n"}) {
    const auto answer = read(text);
    ASSERT_FALSE(answer) << text;
    EXPECT_EQ(answer.error().code, kontor::ErrorCode::invalid_argument);
  }
}

}  // namespace

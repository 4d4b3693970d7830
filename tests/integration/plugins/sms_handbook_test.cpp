#include <fstream>
#include <sstream>
#include <utility>

#include "tests/integration/plugins/sms_fixture.hpp"
#include "tests/support/smsc.hpp"

namespace kontor::testing {
namespace {

// The handbook's page is followed: its kannel.conf, with the words in capitals and the addresses
// of this machine filled in, starts Debian's Kannel before npm's smpp.
class SmsHandbookTest : public SmsPluginTest {
 protected:
  static std::string configuration_of_the_page() {
    const char* source = std::getenv("KONTOR_SOURCE");
    std::ifstream file(std::filesystem::path(source != nullptr ? source : ".") /
                       "plugins/sms/handbook.md");
    std::stringstream page;
    page << file.rdbuf();
    const std::string text = page.str();
    const std::string mark = "```\n";
    const std::size_t begin = text.find(mark + "group = core");
    const std::size_t end = text.find("\n" + mark, begin + mark.size());
    EXPECT_NE(end, std::string::npos) << "the page shows a configuration";
    return text.substr(begin + mark.size(), end + 1 - begin - mark.size());
  }
  // Each word is there, and once.
  static void fill_in(std::string& text, const std::string& word, const std::string& value) {
    const std::size_t at = text.find(word);
    ASSERT_NE(at, std::string::npos) << word;
    text.replace(at, word.size(), value);
    EXPECT_EQ(text.find(word, at + value.size()), std::string::npos) << word << " twice";
  }
  void start_kannel(const std::string& configuration) {
    const std::string file = (folder_ / "kannel.conf").string();
    std::ofstream(file) << configuration;
    bearerbox_ = start("bearerbox", file);
    ASSERT_TRUE(eventually([this] { return says("entering mainloop"); })) << bearerbox_->output();
    smsbox_ = start("smsbox", file);
    ASSERT_TRUE(eventually([this] { return says("Client connected"); })) << smsbox_->output();
  }
  std::unique_ptr<Program> start(const std::string& box, const std::string& file) {
    return std::make_unique<Program>("/usr/sbin/" + box, Arguments{"-v", "0", file},
                                     folder_ / (box + ".log"));
  }
  bool says(const char* text) { return bearerbox_->output().find(text) != std::string::npos; }

  std::unique_ptr<Program> bearerbox_;
  std::unique_ptr<Program> smsbox_;
};

TEST_F(SmsHandbookTest, ItsKannelConfigurationSendsFollowsAndHears) {
  Smsc smsc(folder_);
  const std::string address = smsc.address();
  const std::string sendsms_port = std::to_string(free_port());
  const std::string crm = start_receiver();
  std::string configuration = configuration_of_the_page();
  fill_in(configuration, "smsc.example.com", "127.0.0.1");
  fill_in(configuration, "2775", address.substr(address.find(':') + 1));
  fill_in(configuration, "SYSTEM-ID", "kontor");
  fill_in(configuration, "SMSC-WORD", "smsctest");
  fill_in(configuration, "ADMIN-WORD", "admin-word");
  fill_in(configuration, "GATEWAY-WORD", "kannel-test");
  fill_in(configuration, "INCOMING-KEY", "right-key");
  fill_in(configuration, "https://crm.example.com", crm);
  fill_in(configuration, "13000", std::to_string(free_port()));
  fill_in(configuration, "13001", std::to_string(free_port()));
  fill_in(configuration, "13013", sendsms_port);
  start_kannel(configuration);
  host.set_secret("incoming_key", "right-key");
  load(gateway_settings("http://127.0.0.1:" + sendsms_port + "/cgi-bin/sendsms", crm));
  host.allow(person, "marketing");

  const auto sent = send("Kommer du? REPLY:Ja, gärna", person);

  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_TRUE(eventually([this] { return state_of_first() == "delivered"; })) << state_of_first();
  ASSERT_EQ(smsc.messages().size(), 1U);
  EXPECT_EQ(smsc.messages()[0]["text"], "Kommer du? REPLY:Ja, gärna");
  ASSERT_TRUE(eventually([this] { return host.timeline().size() == 2; }));
  EXPECT_EQ(host.timeline()[1].direction, "in");
  EXPECT_EQ(host.timeline()[1].body, "Ja, gärna");
}

}  // namespace
}  // namespace kontor::testing

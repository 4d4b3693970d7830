// Exchanges and SMSCs behind TLS, with certificates of an authority of the test's own, and the
// host's own end of TLS, which net.connect uses.
#include <functional>
#include <memory>
#include <optional>

#include "host/plugins/outgoing_connection.hpp"
#include "host/plugins/tls_relays.hpp"
#include "tests/integration/plugins/telephony_fixture.hpp"
#include "tests/support/smsc.hpp"
#include "tests/support/tls_front.hpp"

namespace kontor::testing {
namespace {

std::filesystem::path temporary_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "kontor-tls-XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

// Connects as a host does that believes `roots`.
void end_tls(FakeHost& host, const std::string& roots) {
  const auto relays = std::make_shared<host::TlsRelays>(roots);
  host.on<op::NetConnect>([relays](const auto& request) -> Result<op::NetConnectResponse> {
    if (!request.tls) return Error{ErrorCode::invalid_argument, "TLS is wanted"};
    const auto addresses = TRY(host::resolve(request.host, host::Reach::anywhere));
    auto socket = TRY(host::connect_tcp(addresses, static_cast<std::uint16_t>(request.port), 5000));
    auto plain = TRY(relays->begin(std::move(socket), request.host, 5000));
    return op::NetConnectResponse{.descriptor = plain.release()};
  });
}

class AmiOverTlsTest : public TelephonyPluginTest {
 protected:
  ~AmiOverTlsTest() override {
    front_.reset();
    std::filesystem::remove_all(folder_);
  }

  void load_at(const std::string& address) {
    load(settings({{"address", address}, {"tls", true}}));
  }
  void load_front(const std::string& name) {
    front_.emplace(folder_, authority_.certify(name), exchange.port());
    load_at("localhost:" + std::to_string(front_->port()));
  }
  // What the administrator reads.
  bool says(const std::string& words) {
    return eventually([&] {
      const auto health = plugin().call<op::PluginHealth>({});
      said_ = health->detail;
      return health->status == "degraded" && said_.find(words) != std::string::npos;
    });
  }

  std::filesystem::path folder_ = temporary_folder();
  Authority authority_{folder_ / "authority"};
  std::optional<TlsFront> front_;
  std::string said_;
};

TEST_F(AmiOverTlsTest, FollowsACallAtAnExchangeThatProvesItsName) {
  end_tls(host, authority_.root());
  load_front("localhost");
  ASSERT_TRUE(eventually([this] { return health() == "ok"; }));

  const std::string call = exchange.ring("+46701234567", "101");
  ASSERT_TRUE(has_pushes(1));
  exchange.answer(call);
  exchange.hang_up(call);

  ASSERT_TRUE(has_ended());
  EXPECT_EQ(host.timeline().size(), 1U);
}

TEST_F(AmiOverTlsTest, ACertificateOfAnotherNameIsRefusedAndTheAdministratorReadsWhy) {
  end_tls(host, authority_.root());

  load_front("other.example");

  EXPECT_TRUE(says("made out for another name")) << said_;
  EXPECT_NE(said_.find("localhost"), std::string::npos) << said_;
  EXPECT_EQ(exchange.logins(), 0) << "the password did not leave";
}

TEST_F(AmiOverTlsTest, AnAuthorityNobodyTrustsIsRefusedAndTheAdministratorReadsWhatToDo) {
  end_tls(host, Authority(folder_ / "another").root());

  load_front("localhost");

  EXPECT_TRUE(says("no authority that this host trusts")) << said_;
  EXPECT_EQ(exchange.logins(), 0);
}

TEST_F(AmiOverTlsTest, AnExchangeThatSpeaksInClearIsNotSpokenTo) {
  end_tls(host, authority_.root());

  load_at("localhost:" + std::to_string(exchange.port()));

  EXPECT_TRUE(says("does not speak TLS")) << said_;
  EXPECT_EQ(exchange.logins(), 0);
}

class SmppOverTlsTest : public PluginFixture {
 protected:
  SmppOverTlsTest() : PluginFixture("sms") {
    host.set_secret("password", "smsctest");
    eva_ = host.add_record("person", {{"first_name", "Eva"}, {"phone", "+46701234567"}});
    host.allow(eva_, "marketing");
  }
  ~SmppOverTlsTest() override {
    smsc_.reset();  // It writes its log until it ends.
    std::filesystem::remove_all(folder_);
  }

  void load_smsc(const std::string& name) {
    const Certified proof = authority_.certify(name);
    smsc_.emplace(folder_,
                  Json{{"certificate", proof.certificate}, {"private_key", proof.private_key}});
    const std::string port = smsc_->address().substr(smsc_->address().find(':'));
    load({{"smpp_address", "localhost" + port},
          {"smpp_tls", true},
          {"username", "kontor"},
          {"from", "72500"},
          {"send_from_hour", 0},
          {"send_until_hour", 24}});
  }
  bool says(const std::string& words) {
    return eventually([&] {
      said_ = plugin().call<op::PluginHealth>({})->detail;
      return said_.find(words) != std::string::npos;
    });
  }

  std::filesystem::path folder_ = temporary_folder();
  Authority authority_{folder_ / "authority"};
  std::optional<Smsc> smsc_;
  std::string eva_;
  std::string said_;
};

TEST_F(SmppOverTlsTest, SendsThroughAnSmscThatAnAuthorityOfTheCompanyCertified) {
  end_tls(host, authority_.root());
  load_smsc("localhost");

  ASSERT_TRUE(act("sms.send", "person", eva_, {{"text", "Hello"}}));

  EXPECT_TRUE(eventually([this] {
    const auto entries = host.timeline();
    return !entries.empty() && entries.back().state == "delivered";
  }));
  EXPECT_EQ(smsc_->messages().size(), 1U);
}

TEST_F(SmppOverTlsTest, ACertificateOfAnotherNameIsRefusedAndTheAdministratorReadsWhy) {
  end_tls(host, authority_.root());

  load_smsc("other.example");

  EXPECT_TRUE(says("made out for another name")) << said_;
  EXPECT_EQ(smsc_->count("bind"), 0U) << "the password did not leave";
}

TEST_F(SmppOverTlsTest, AnAuthorityNobodyTrustsIsRefusedAndTheAdministratorReadsWhatToDo) {
  end_tls(host, Authority(folder_ / "another").root());

  load_smsc("localhost");

  EXPECT_TRUE(says("no authority that this host trusts")) << said_;
  EXPECT_EQ(smsc_->count("bind"), 0U);
}

}  // namespace
}  // namespace kontor::testing

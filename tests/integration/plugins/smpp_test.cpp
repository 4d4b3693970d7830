#include <unistd.h>

#include <map>
#include <mutex>

#include "base/core/log.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "host/plugins/tls_relays.hpp"
#include "tests/integration/plugins/plugin_fixture.hpp"
#include "tests/support/smsc.hpp"

namespace kontor::testing {
namespace {

// The sms plugin with npm's smpp as its SMSC.
class SmppPluginTest : public PluginFixture {
 protected:
  SmppPluginTest() : PluginFixture("sms") {
    log::set_level(log::Level::error);
    std::string folder = "/tmp/kontor-smpp-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    host.set_secret("password", "smsctest");
    eva_ = add_person("+46701234567");
    host.allow(eva_, "marketing");
  }
  ~SmppPluginTest() override { std::filesystem::remove_all(folder_); }

  std::string add_person(const std::string& phone) {
    return host.add_record("person", {{"name", "Eva"},
                                      {"first_name", "Eva"},
                                      {"phone", phone},
                                      {"language", "sv"},
                                      {"owner", "user-7"}});
  }
  void connect(const Smsc& smsc, Json more = Json::object()) {
    Json settings = {{"smpp_address", smsc.address()},
                     {"username", "kontor"},
                     {"from", "72500"},
                     {"send_from_hour", 0},
                     {"send_until_hour", 24},
                     {"smpp_response_timeout_s", 2}};
    settings.update(more);
    load(settings);
    ASSERT_TRUE(eventually([this] { return health().status == "ok"; })) << health().detail;
  }
  op::PluginHealthResponse health() { return plugin().call<op::PluginHealth>({}).value(); }
  Result<op::ActionRunResponse> send(const std::string& text) {
    return act("sms.send", "person", eva_, {{"text", text}, {"purpose", "marketing"}});
  }
  std::string state_of(std::size_t index = 0) {
    const auto timeline = host.timeline();
    return timeline.size() <= index ? "" : timeline[index].state;
  }
  // What somebody wrote to us: it may stand before what it answers, where both come at once.
  op::TimelineAddRequest answer_heard() {
    for (const auto& entry : host.timeline())
      if (entry.direction == "in") return entry;
    return {};
  }
  bool becomes(const std::string& state) {
    return eventually([&] { return state_of() == state; });
  }

  // When it happened, in milliseconds.
  static std::vector<std::int64_t> times_of(const Smsc& smsc, const std::string& what) {
    std::vector<std::int64_t> times;
    for (const Json& entry : smsc.log())
      if (entry["what"] == what) times.push_back(entry["at"].get<std::int64_t>());
    return times;
  }

  std::filesystem::path folder_;
  std::string eva_;
};

TEST_F(SmppPluginTest, SendsAndFollowsTheDeliveryByTheReceiptsText) {
  Smsc smsc(folder_);
  connect(smsc);

  const auto sent = send("Hej Åsa {smile} [€]!");

  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_TRUE(becomes("delivered")) << state_of();
  ASSERT_EQ(smsc.messages().size(), 1U);
  EXPECT_EQ(smsc.messages()[0]["text"], "Hej Åsa {smile} [€]!");
  EXPECT_EQ(smsc.messages()[0]["to"], "+46701234567");
  EXPECT_EQ(smsc.messages()[0]["from"], "72500");
}

TEST_F(SmppPluginTest, TakesAReceiptByParametersThatComesBeforeTheResponse) {
  Smsc smsc(folder_, {{"receipts", "parameters"}, {"receipt_first", true}});
  connect(smsc);

  ASSERT_TRUE(send("Hello"));

  EXPECT_TRUE(becomes("delivered")) << state_of();
}

TEST_F(SmppPluginTest, TakesReceiptsWhoseIdsAreWrittenInAnotherBase) {
  for (const char* form : {"hex_in_response", "hex_in_receipt"}) {
    Smsc smsc(folder_, {{"ids", form}});
    connect(smsc, {{"smpp_ids", form}});
    const std::size_t before = host.timeline().size();
    ASSERT_TRUE(send("Hello"));
    EXPECT_TRUE(eventually([&] {
      const auto timeline = host.timeline();
      return timeline.size() == before + 1 && timeline.back().state == "delivered";
    })) << form;
  }
}

TEST_F(SmppPluginTest, FallsBackToTransmitterAndReceiver) {
  Smsc smsc(folder_, {{"transceiver", false}});
  connect(smsc);

  ASSERT_TRUE(send("Hello"));

  EXPECT_TRUE(becomes("delivered")) << state_of();
  EXPECT_EQ(smsc.count("bind"), 2U);
}

TEST_F(SmppPluginTest, SaysWhyABindIsRefused) {
  Smsc smsc(folder_);
  host.set_secret("password", "wrong");
  load({{"smpp_address", smsc.address()}, {"username", "kontor"}});

  EXPECT_TRUE(eventually([this] {
    return health().detail.find("ESME_RINVPASWD (0x0e)") != std::string::npos;
  })) << health().detail;
}

TEST_F(SmppPluginTest, SlowsDownAndTriesAgainWhenItIsTooMuch) {
  Smsc smsc(folder_, {{"refuse", {0x58, 0x14, 0x58}}});
  connect(smsc);

  ASSERT_TRUE(send("Hello"));

  EXPECT_TRUE(becomes("delivered")) << state_of();
  EXPECT_EQ(smsc.count("refused"), 3U);
  EXPECT_EQ(smsc.messages().size(), 1U);
}

TEST_F(SmppPluginTest, WaitsLongerEachTimeItIsTooMuch) {
  Smsc smsc(folder_, {{"refuse", {0x58, 0x58, 0x14, 0x58}}});
  connect(smsc);

  ASSERT_TRUE(send("Hello"));

  ASSERT_TRUE(becomes("delivered")) << state_of();
  const auto times = times_of(smsc, "refused");
  ASSERT_EQ(times.size(), 4U);
  // 100, 200 and 400 ms, less what a clock may be off.
  EXPECT_GE(times[1] - times[0], 95);
  EXPECT_GE(times[2] - times[1], 195);
  EXPECT_GE(times[3] - times[2], 395);
}

TEST_F(SmppPluginTest, ComesBackLaterEachTimeABindIsRefused) {
  Smsc smsc(folder_);
  host.set_secret("password", "wrong");
  load({{"smpp_address", smsc.address()}, {"username", "kontor"}});

  ASSERT_TRUE(eventually([&] { return smsc.count("bind") >= 3; }));

  const auto times = times_of(smsc, "bind");
  EXPECT_GE(times[1] - times[0], 950);
  EXPECT_GE(times[2] - times[1], 1950);
}

TEST_F(SmppPluginTest, SaysWhatTheSmscRefusedForGood) {
  Smsc smsc(folder_, {{"refuse", {0x0b}}});
  connect(smsc);

  ASSERT_TRUE(send("Hello"));

  EXPECT_TRUE(becomes("failed")) << state_of();
  EXPECT_NE(
      host.timeline()[0].body.find("The SMSC does not accept this number: ESME_RINVDSTADR (0x0b)"),
      std::string::npos)
      << host.timeline()[0].body;
}

TEST_F(SmppPluginTest, LinksPartsInEachOfThreeWays) {
  std::string text;
  for (int i = 0; i < 12; ++i) text += "Привет, 😀 ";
  for (const char* linking : {"header", "sar", "payload"}) {
    Smsc smsc(folder_);
    std::filesystem::remove(folder_ / "smsc.jsonl");
    connect(smsc, {{"smpp_linking", linking}});
    const std::size_t before = host.timeline().size();
    ASSERT_TRUE(send(text));
    EXPECT_TRUE(eventually([&] {
      const auto timeline = host.timeline();
      return timeline.size() == before + 1 && timeline.back().state == "delivered";
    })) << linking;
    std::string joined;
    for (const Json& part : smsc.messages()) joined += part["text"].get<std::string>();
    EXPECT_EQ(joined, text) << linking;
    EXPECT_EQ(smsc.messages().size(), linking == std::string("payload") ? 1U : 2U);
  }
}

TEST_F(SmppPluginTest, IsUncertainAfterABrokenConnectionAsksAndSendsAgainOnlyWhenTold) {
  Smsc smsc(folder_, {{"drop_at", 1}});
  connect(smsc);
  ASSERT_TRUE(send("Hello"));
  ASSERT_TRUE(becomes("uncertain")) << state_of();
  ASSERT_TRUE(eventually([this] { return host.notices().size() == 1; }));
  EXPECT_EQ(host.notices()[0].user, "user-1");
  ASSERT_TRUE(eventually([&] { return smsc.count("bind") == 2; })) << "it is back";
  EXPECT_EQ(smsc.messages().size(), 1U) << "and sends nothing by itself";

  const auto again = act("sms.resolve", "person", eva_, {{"decision", "send_again"}});

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->output["count"], 1);
  EXPECT_TRUE(becomes("delivered")) << state_of();
  EXPECT_EQ(smsc.messages().size(), 2U);
}

TEST_F(SmppPluginTest, LeavesAnUncertainMessageWhenTold) {
  Smsc smsc(folder_, {{"silent", 1}});
  connect(smsc);
  ASSERT_TRUE(send("Hello"));
  ASSERT_TRUE(becomes("uncertain")) << state_of();

  ASSERT_TRUE(act("sms.resolve", "person", eva_, {{"decision", "leave"}}));

  EXPECT_EQ(state_of(), "left");
  EXPECT_EQ(health().status, "ok");
}

TEST_F(SmppPluginTest, SendsWhatWaitedWhileTheSmscWasDownAndNothingTwice) {
  Smsc smsc(folder_);
  connect(smsc);
  smsc.stop();
  ASSERT_TRUE(eventually([this] { return health().status == "degraded"; }));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send("Hello " + std::to_string(i)));

  smsc.start();

  EXPECT_TRUE(eventually([&] { return smsc.messages().size() == 5; }));
  std::map<std::string, int> texts;
  for (const Json& message : smsc.messages()) ++texts[message["text"]];
  EXPECT_EQ(texts.size(), 5U);
}

TEST_F(SmppPluginTest, PutsAnswersOnTheTimelineAndTellsTheOwner) {
  Smsc smsc(folder_);
  connect(smsc);

  ASSERT_TRUE(send("Kommer du? REPLY:Ja, kl 9 – tack 😀"));

  ASSERT_TRUE(eventually([this] { return host.timeline().size() == 2; }));
  EXPECT_EQ(answer_heard().body, "Ja, kl 9 – tack 😀");
  EXPECT_EQ(answer_heard().record.id, eva_);
  ASSERT_TRUE(eventually([this] { return host.notices().size() == 1; }));
  EXPECT_EQ(host.notices()[0].user, "user-7");
}

TEST_F(SmppPluginTest, PutsALongAnswerTogetherThoughItsLastPartComesFirst) {
  Smsc smsc(folder_);
  connect(smsc, {{"smpp_linking", "payload"}});  // So that the telephone reads the text whole.
  std::string answer;
  for (int i = 0; i < 15; ++i) answer += "Да, я приду " + std::to_string(i) + ". ";
  answer += "!";

  ASSERT_TRUE(send("Kommer du? REPLY:" + answer));

  ASSERT_TRUE(eventually([this] { return host.timeline().size() == 2; }));
  EXPECT_EQ(answer_heard().body, answer);
}

TEST_F(SmppPluginTest, R23WritesToNobodyWhoSaidStop) {
  Smsc smsc(folder_);
  std::mutex mutex;
  std::vector<Json> withdrawn;
  host.on<op::ServiceCall>([&](const auto& call) -> Result<op::ServiceCallResponse> {
    const std::lock_guard lock(mutex);
    withdrawn.push_back(call.request);
    return op::ServiceCallResponse{.response = Json::object()};
  });
  connect(smsc);
  ASSERT_TRUE(send("News REPLY:Stop!"));
  ASSERT_TRUE(eventually([this] { return answer_heard().state == "stopped"; }));

  const auto refused = send("More news");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return withdrawn.size() == 1;
  }));
  EXPECT_EQ(withdrawn[0]["person"], eva_);
  EXPECT_EQ(smsc.messages().size(), 1U);
}

TEST_F(SmppPluginTest, AnswersTheSmscsEnquireLink) {
  Smsc smsc(folder_, {{"enquire_ms", 10}});
  connect(smsc);

  EXPECT_TRUE(eventually([&] { return smsc.count("alive") == 1; }));
}

TEST_F(SmppPluginTest, TestsAQuietLine) {
  Smsc smsc(folder_);
  connect(smsc, {{"smpp_enquire_s", 1}});

  EXPECT_TRUE(eventually([&] { return smsc.count("enquired") >= 1; }));
  EXPECT_EQ(health().status, "ok");
}

TEST_F(SmppPluginTest, UnbindsWhenItStops) {
  Smsc smsc(folder_);
  connect(smsc);

  ASSERT_TRUE(plugin().call<op::PluginStop>({}));

  EXPECT_TRUE(eventually([&] { return smsc.count("unbind") == 1; }));
}

TEST_F(SmppPluginTest, ShowsPartsAndPriceBeforeACampaignAndSendsOnceToEach) {
  Smsc smsc(folder_);
  connect(smsc, {{"price_per_1000_parts", 35'500}, {"price_currency", "SEK"}});
  for (int i = 0; i < 99; ++i) {
    const std::string digits = std::to_string(100 + i);
    host.allow(add_person("+4670000" + digits), "marketing");
  }
  const Json campaign = {{"text", "Hej {first_name|du}!"}, {"purpose", "marketing"}};

  const auto preview = act("sms.preview", "", "", campaign);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(preview->output["people"], 100);
  EXPECT_EQ(preview->output["parts"], 100);
  EXPECT_EQ(preview->output["price_minor"], 3550);
  EXPECT_EQ(preview->output["first"], "Hej Eva!");
  EXPECT_EQ(smsc.messages().size(), 0U);
  const auto sent = act("sms.segment", "", "", campaign);
  ASSERT_TRUE(sent) << sent.error().message;
  for (const auto& job : host.jobs()) {
    ASSERT_TRUE(plugin().call<op::JobRun>({.job = job.job, .payload = job.payload}));
  }

  EXPECT_TRUE(eventually([&] { return smsc.messages().size() == 100; }));
  std::map<std::string, int> numbers;
  for (const Json& message : smsc.messages()) ++numbers[message["to"]];
  EXPECT_EQ(numbers.size(), 100U);
}

TEST_F(SmppPluginTest, KeepsAdvertisingForTheRecipientsDay) {
  Smsc smsc(folder_);
  connect(smsc);
  // No hour of any day: what is not now is later.
  const std::time_t seconds = std::time(nullptr);
  const auto hour = static_cast<int>((seconds / 3600 + 9) % 24);  // In Tokyo.
  const int from = (hour + 2) % 24 == 23 ? 22 : (hour + 2) % 24;
  connect(smsc, {{"send_from_hour", from}, {"send_until_hour", from + 1}});
  const std::string aiko = add_person("+819012345678");
  host.allow(aiko, "marketing");
  host.allow(aiko, "support");

  const auto waits = act("sms.send", "person", aiko, {{"text", "Sale"}, {"purpose", "marketing"}});
  const auto answer = act("sms.send", "person", aiko, {{"text", "Yes"}, {"purpose", "support"}});

  ASSERT_TRUE(waits) << waits.error().message;
  EXPECT_EQ(waits->output["state"], "waiting");
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_TRUE(eventually([&] { return smsc.messages().size() == 1; }));
  ASSERT_TRUE(plugin().call<op::JobRun>({.job = "due"}));
  EXPECT_EQ(smsc.messages()[0]["text"], "Yes");
  EXPECT_EQ(host.storage("message/" + waits->output["id"].get<std::string>())["state"], "waiting");
}

// The host's own end of TLS, which net.connect uses.
TEST_F(SmppPluginTest, SpeaksTlsWithAnSmscThatProvesWhoItIsAndWithNoOther) {
  const std::string key = (folder_ / "key.pem").string();
  const std::string certificate = (folder_ / "certificate.pem").string();
  ASSERT_EQ(std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
                         "-nodes -days 2 -subj /CN=localhost -addext "
                         "subjectAltName=DNS:localhost -keyout " +
                         key + " -out " + certificate + " 2>/dev/null")
                            .c_str()),
            0);
  Smsc smsc(folder_, {{"certificate", certificate}, {"private_key", key}});
  const std::string port = smsc.address().substr(smsc.address().find(':') + 1);
  const auto relays = std::make_shared<host::TlsRelays>(certificate);
  host.on<op::NetConnect>([relays](const auto& request) -> Result<op::NetConnectResponse> {
    if (!request.tls) return Error{ErrorCode::invalid_argument, "TLS is wanted"};
    const auto addresses = TRY(host::resolve("localhost", host::Reach::anywhere));
    auto socket = TRY(host::connect_tcp(addresses, static_cast<std::uint16_t>(request.port), 5000));
    auto plain = TRY(relays->begin(std::move(socket), request.host, 5000));
    return op::NetConnectResponse{.descriptor = plain.release()};
  });
  connect(smsc, {{"smpp_address", "localhost:" + port}, {"smpp_tls", true}});

  ASSERT_TRUE(send("Hello"));

  EXPECT_TRUE(becomes("delivered")) << state_of();
  EXPECT_EQ(smsc.messages().size(), 1U);
  load({{"smpp_address", "127.0.0.1:" + port}, {"username", "kontor"}, {"smpp_tls", true}});
  EXPECT_TRUE(eventually([this] {
    return health().detail.find("certificate") != std::string::npos;
  })) << health().detail;
}

}  // namespace
}  // namespace kontor::testing

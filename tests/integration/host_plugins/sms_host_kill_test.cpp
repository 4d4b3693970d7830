#include <future>
#include <map>
#include <set>

#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"
#include "tests/support/smsc.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

constexpr int kPeople = 60;  // Two batches of a campaign.
constexpr int kWindow = 10;

// A real host with the sms and the consent plugin in their sandboxes, bound to npm's smpp, and the
// whole host killed in the middle of a campaign.
class SmsHostKillTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    ASSERT_TRUE(install(built("consent")));
    // What a seat costs is another test's matter.
    const Json free = {{"license", {{"kind", "free"}, {"product", nullptr}}}};
    const auto installed = install(changed(built("sms"), free));
    ASSERT_TRUE(installed) << installed.error().message;
    std::filesystem::create_directory(data / "smsc");
    smsc_ = std::make_unique<testing::Smsc>(data / "smsc");
    const Json settings = {{"smpp_address", smsc_->address()},
                           {"username", "kontor"},
                           {"from", "72500"},
                           {"send_from_hour", 0},
                           {"send_until_hour", 24},
                           {"smpp_window", kWindow},
                           {"smpp_response_timeout_s", 5}};
    ASSERT_TRUE(plugins->set_secret(admin, kSms, "password", "smsctest"));
    ASSERT_TRUE(plugins->set_settings(admin, kSms, settings));
    for (int i = 0; i < kPeople; ++i) add_person("+467000000" + std::to_string(10 + i));
    add_administrator();
    close();
    start();
  }
  void start() {
    start_host();
    ASSERT_TRUE(eventually([this] {
      const auto shown = call("GET", std::string("/plugins/") + kSms);
      return shown && shown->value("state", "") == "running";
    })) << host_->output();
  }
  void TearDown() override {
    host_.reset();
    smsc_.reset();
    RunningHostTest::TearDown();
  }
  void add_person(const std::string& phone) {
    const std::string id = person({{"first_name", "Eva"}, {"phone", phone}}).id;
    const auto agreed =
        plugins->act(admin, "kontor.consent", "consent.record", {{"entity", "person"}, {"id", id}},
                     {{"purpose", "marketing"}, {"proof", "on paper"}});
    ASSERT_TRUE(agreed) << agreed.error().message;
    people_[phone] = id;
  }

  // A press of the button, with the key that makes a second one the same.
  std::future<bool> press(const std::string& text) {
    http::Headers headers = headers_;
    headers["idempotency-key"] = "press " + text;
    headers["content-type"] = "application/json";
    const std::string body = to_text({{"input", {{"text", text}}}});
    return std::async(std::launch::async, [headers, body, origin = origin_] {
      auto client = http::Client::create(origin, {.timeout_ms = 60'000}).value();
      const auto answer =
          client->send("POST", "/api/v1/actions/kontor.sms/sms.segment", headers, body);
      return answer && answer->status == 200;
    });
  }
  // How often each number has this text.
  std::map<std::string, int> written(const std::string& text) const {
    std::map<std::string, int> times;
    for (const Json& message : smsc_->messages())
      if (message["text"] == text) ++times[message["to"]];
    return times;
  }
  // What this person's card says of it; "" while it says nothing.
  std::string state_of(const std::string& id, const std::string& text) {
    const auto timeline = call("GET", "/records/person/" + id + "/timeline");
    if (!timeline) return "";
    for (const Json& entry : timeline->at("activities")) {
      const Json& fields = entry.at("fields");
      if (fields.value("kind", "") == "sms" && fields.value("summary", "") == text)
        return fields.value("state", "");
    }
    return "";
  }
  // Everybody's is decided: at the SMSC, or a question.
  bool is_over(const std::string& text) {
    static const std::set<std::string> kEnds = {"queued", "sent", "delivered", "uncertain"};
    for (const auto& [phone, id] : people_)
      if (!kEnds.contains(state_of(id, text))) return false;
    return true;
  }
  std::string page() {
    const auto shown = call("GET", "/menu/kontor.sms/sms.overview");
    return shown ? to_text(*shown) : shown.error().message;
  }

  static constexpr const char* kSms = "kontor.sms";
  std::unique_ptr<testing::Smsc> smsc_;
  std::map<std::string, std::string> people_;  // Id by number.
};
INSTANTIATE_TEST_SUITE_P(Databases, SmsHostKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SmsHostKillTest, EachIsWrittenToOnceOrAskedAboutWhereverTheHostIsKilled) {
  // Before anything has left, in the first batch, at its end, and in the second.
  for (const std::size_t at : {0U, 1U, 20U, 49U, 55U}) {
    SCOPED_TRACE(at);
    const std::string text = "News " + std::to_string(at);
    const std::size_t before = smsc_->messages().size();
    auto pressed = press(text);
    ASSERT_TRUE(eventually([&] { return smsc_->messages().size() >= before + at; }))
        << host_->output();
    host_->kill_now();
    (void)pressed.get();
    start();
    EXPECT_TRUE(press(text).get()) << host_->output();

    const auto decided = [&] { return is_over(text); };
    EXPECT_TRUE(eventually(decided) || eventually(decided)) << page();
    const auto times = written(text);
    std::size_t asked = 0;
    for (const auto& [phone, id] : people_) {
      const auto found = times.find(phone);
      const int count = found == times.end() ? 0 : found->second;
      const std::string state = state_of(id, text);
      EXPECT_LE(count, 1) << phone << " " << state;
      if (state == "uncertain") {
        ++asked;
      } else {
        EXPECT_EQ(count, 1) << phone << " is lost: " << state;
      }
    }
    EXPECT_LE(asked, static_cast<std::size_t>(kWindow)) << "no more than the window";
    if (asked > 0) {
      EXPECT_NE(page().find("Did these arrive?"), std::string::npos) << page();
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(host_->stop(), 0);
}

}  // namespace
}  // namespace kontor::host

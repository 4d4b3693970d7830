#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "base/http/router.hpp"
#include "base/http/server.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

// The plugins for SMS and consent in their sandboxes on a real host, and a gateway that says
// yes to everything.
class SmsOnHostTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    gateway_.add({.method = "GET",
                  .path = "/cgi-bin/sendsms",
                  .auth = http::Auth::anonymous("a test"),
                  .handler = [this](const http::Request& request) -> Result<http::Response> {
                    heard(request.query_or("to", ""));
                    http::Response response;
                    response.status = 202;
                    response.body = "0: Accepted for delivery";
                    return response;
                  },
                  .summary = "Takes messages as Kannel does.",
                  .query_names = {"*"}});
    server_ = http::Server::start(gateway_, {.threads = 2}).value();
    const Json free = {{"license", {{"kind", "free"}, {"product", nullptr}}}};
    for (const auto& folder : {built("consent"), changed(built("sms"), free)}) {
      const auto installed = install(folder);
      ASSERT_TRUE(installed) << installed.error().message;
    }
    ASSERT_TRUE(plugins->set_secret(admin, "kontor.sms", "password", "x"));
    const Status set = plugins->set_settings(
        admin, "kontor.sms",
        {{"gateway_url",
          "http://127.0.0.1:" + std::to_string(server_->port()) + "/cgi-bin/sendsms"},
         {"username", "kontor"},
         {"from", "Kontor"},
         {"send_from_hour", 0},
         {"send_until_hour", 24}});
    ASSERT_TRUE(set) << set.error().message;
  }
  void TearDown() override {
    server_.reset();  // It may be asking the plugins.
    CompanyTest::TearDown();
  }

  Record reached_at(const std::string& name, const std::string& phone) {
    return person({{"first_name", name}, {"last_name", "Ek"}, {"phone", phone}});
  }
  Status consent(const std::string& action, const Record& who) {
    Json input = {{"purpose", "marketing"}};
    if (action == "record") input["proof"] = "on paper";
    const auto done = plugins->act(admin, "kontor.consent", "consent." + action,
                                   {{"entity", "person"}, {"id", who.id}}, input);
    if (!done) return done.error();
    return ok();
  }
  Json campaign() {
    const auto done = plugins->act(admin, "kontor.sms", "sms.segment", nullptr,
                                   {{"text", "News"}, {"purpose", "marketing"}});
    EXPECT_TRUE(done) << done.error().message;
    return done ? done->at("output") : Json::object();
  }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  // What happens outside while the first message is on its way.
  std::function<void()> meanwhile;

 private:
  void heard(const std::string& number) {
    {
      const std::lock_guard lock(mutex_);
      told_.push_back(number);
    }
    if (meanwhile) std::exchange(meanwhile, {})();
  }

  std::mutex mutex_;
  std::vector<std::string> told_;
  http::Router gateway_;
  std::unique_ptr<http::Server> server_;
};
INSTANTIATE_TEST_SUITE_P(Databases, SmsOnHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SmsOnHostTest, ACampaignAsksForTheConsentOfEachRecipientWhenItIsTheirTurn) {
  std::vector<Record> asked = {reached_at("Anna", "+46701234561"), reached_at("Bo", "+46701234562"),
                               reached_at("Cy", "+46701234563")};
  const Record dan = reached_at("Dan", "+46701234564");
  reached_at("Eva", "+46701234565");  // Nobody asked her.
  for (const Record& one : asked) ASSERT_TRUE(consent("record", one));
  ASSERT_TRUE(consent("record", dan));
  ASSERT_TRUE(consent("withdraw", dan));
  std::sort(asked.begin(), asked.end(),
            [](const Record& one, const Record& other) { return one.id < other.id; });
  // Who is next withdraws when the campaign has read whom it may write to and has begun.
  meanwhile = [&] { EXPECT_TRUE(consent("withdraw", asked[1])); };

  const Json done = campaign();

  const auto phone = [](const Record& one) { return one.fields.at("phone").get<std::string>(); };
  EXPECT_EQ(told(), (std::vector{phone(asked[0]), phone(asked[2])})) << done;
  EXPECT_EQ(done["matched"], 5) << done;
  EXPECT_EQ(done["sent"], 2) << done;
  EXPECT_EQ(done["refused"], 3) << done;
  const auto permits = database->read([](db::Session& session) {
    return session.query("SELECT sequence FROM audit_entry WHERE action = $1",
                         {std::string("message.permit")});
  });
  ASSERT_TRUE(permits) << permits.error().message;
  EXPECT_EQ(permits->size(), 2U) << "an address was given out for each message and for no other";
}

}  // namespace
}  // namespace kontor::host

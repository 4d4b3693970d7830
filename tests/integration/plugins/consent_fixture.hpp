#pragma once

#include <map>
#include <string>

#include "tests/integration/plugins/plugin_fixture.hpp"

namespace kontor::testing {

// The consent plugin and a person who has said nothing yet.
class ConsentPluginTest : public PluginFixture {
 protected:
  ConsentPluginTest() : PluginFixture("consent") {
    load({{"public_url", "http://crm.example"}});
    person = host.add_record("person", {{"name", "Eva"},
                                        {"email", "Eva@example.test"},
                                        {"phone", "+46701234567"},
                                        {"consent_state", "none"}});
  }

  Json ask(const std::string& method, const Json& request) {
    const auto answer = plugin().call<op::ServiceCall>({.service = "kontor.consent/1",
                                                        .method = method,
                                                        .caller = "kontor.sms",
                                                        .request = request});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? answer->response : Json();
  }
  bool allowed(const std::string& purpose = "marketing") {
    return ask("allowed", {{"person", person}, {"purpose", purpose}})["allowed"];
  }
  Json record_consent() {
    const auto done = act("consent.record", "person", person,
                          {{"purpose", "marketing"}, {"proof", "ticked the box on the form"}});
    EXPECT_TRUE(done) << done.error().message;
    return done ? done->output : Json();
  }
  op::PageRenderResponse visit(const std::string& link,
                               std::map<std::string, std::string> form = {},
                               const std::string& locale = "en") {
    op::PageRenderRequest request;
    const std::string path = link.substr(link.find("/p/kontor.consent/") + 18);
    request.page = path.substr(0, path.find('/'));
    request.token = path.substr(path.find('/') + 1);
    request.method = form.empty() ? "GET" : "POST";
    request.form = std::move(form);
    request.locale = locale;
    const auto answer = plugin().call<op::PageRender>(request);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : op::PageRenderResponse{};
  }
  // The link in the last mail sent.
  std::string mailed_link() {
    const std::string text = host.mails().back().request.text;
    const auto begin = text.find("http://");
    return text.substr(begin, text.find('\n', begin) - begin);
  }
  std::string state() { return ask("state", {{"person", person}})["purposes"][0]["state"]; }

  std::string person;
};

}  // namespace kontor::testing

#include <cstdlib>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>

namespace {

using kontor::Json;
using kontor::text_of;

class Rehearsed final : public kontor::Plugin {
 public:
  explicit Rehearsed(kontor::Host given) : Plugin(std::move(given)) {
    before_save("person", [](Json person) {
      if (text_of(person, "last_name") == "Crash") std::abort();
      if (text_of(person, "last_name") == "Nobody") throw kontor::Refusal("Nobody is no name.");
#ifdef CHANGED
      person["last_name"] = text_of(person, "last_name") + "?";
#else
      person["last_name"] = text_of(person, "last_name") + "!";
#endif
      return person;
    });
    on_event("person.created", [this](const kontor::Event& event) { tidy(event); });
    action("rehearsed.send",
           [this](const kontor::ActionRequest& request) { return send(request); });
    action("rehearsed.mark", [this](const kontor::ActionRequest&) {
      host().event_emit({.name = "test.marked", .payload = Json::object()});
    });
    webhook("rehearsed.hook", [this](const kontor::WebhookRequest& request) {
      host().storage_put({.key = "called by " + request.method, .value = true, .person = {}});
      return kontor::WebhookResult{};
    });
    page("rehearsed.page", [](const kontor::PageRequest& request) {
      if (request.token) throw kontor::Failure(KONTOR_NOT_FOUND, "There is no such page.");
      return kontor::PageResult{.title = "Hello", .blocks = {}};
    });
    action("rehearsed.pry", [this](const kontor::ActionRequest&) { pry(); });
    widget("rehearsed.count", [](const kontor::WidgetRequest&) {
      kontor::WidgetResult result;
      result.kind = "figure";
      result.title = "At " + kontor::rfc3339(kontor::now());
      result.figure.emplace().value = 1;
      return result;
    });
    job("rehearsed.night", [this](const kontor::Job&) {
      host().storage_put({.key = "night", .value = true, .person = {}});
    });
  }

 private:
  void tidy(const kontor::Event& event) {
    const std::string id = text_of(event.payload, "id");
    const auto person =
        host().record_get({.entity = "person", .id = id, .purpose = "tidying"}).record;
    if (!person) return;
    host().record_update(
        {.entity = "person", .id = id, .version = {}, .fields = {{"first_name", "Tidy"}}});
  }

  Json send(const kontor::ActionRequest&) {
    const auto secret = host().secret_get({.name = "key"}).value;
    const auto answer = host().http_fetch({.method = "POST",
                                           .url = "https://api.example.test/v1/send",
                                           .headers = {},
                                           .body = "0123456789"});
    host().net_connect({.host = "api.example.test", .port = 443, .tls = false});
    host().event_emit({.name = "test.sent", .payload = Json::object()});
    return {{"status", answer.status}, {"has_secret", secret.has_value()}};
  }

  // More than its manifest allows.
  void pry() {
    try {
      host().record_list({.entity = "deal", .purpose = "tidying"});
    } catch (const kontor::Failure&) {
      host().log_info("refused");
    }
  }
};

}  // namespace

KONTOR_PLUGIN(Rehearsed);

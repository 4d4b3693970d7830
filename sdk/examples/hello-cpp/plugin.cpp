#include <kontor/export.hpp>
#include <kontor/plugin.hpp>

namespace {

using kontor::text_of;

// Tidies names before they are saved, greets people, and counts its greetings.
class Hello final : public kontor::Plugin {
 public:
  explicit Hello(kontor::Host host) : Plugin(std::move(host)) {
    before_save("person", [](kontor::Json person) {
      if (text_of(person, "first_name").empty() && text_of(person, "last_name").empty()) {
        throw kontor::Refusal("A person needs a name.");
      }
      person["last_name"] = trimmed(text_of(person, "last_name"));
      return person;
    });
    action("hello.greet", [this](const kontor::ActionRequest& request) { return greet(request); });
    widget("hello.count", [this](const kontor::WidgetRequest&) { return count(); });
  }

 private:
  static std::string trimmed(std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    return text;
  }

  kontor::ActionResult greet(const kontor::ActionRequest& request) {
    if (!request.record) {
      throw kontor::Failure(KONTOR_INVALID_ARGUMENT, "Choose a person to greet.");
    }
    const std::string name = text_of(request.record->fields, "first_name", "you");
    host().storage_put({.key = "greetings", .value = greetings() + 1, .person = {}});
    host().log_info("greeted a person");
    return {.output = {{"greeting", "Hello, " + name}}, .message = "Hello, " + name + "!"};
  }

  kontor::WidgetResult count() {
    kontor::WidgetResult result;
    result.kind = "figure";
    result.title = "Greetings";
    result.figure.emplace().value = greetings();
    return result;
  }

  int greetings() const {
    const kontor::Json value = host().storage_get({.key = "greetings"}).value;
    return value.is_number_integer() ? value.get<int>() : 0;
  }
};

}  // namespace

KONTOR_PLUGIN(Hello);

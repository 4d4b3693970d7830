#include <chrono>
#include <cstdlib>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <string_view>
#include <thread>

namespace {

using kontor::Json;

// 1 and 2 work; 3 says that it is not well; 4 dies while it starts; 5 never ends starting.
constexpr char kMajor = std::string_view(KONTOR_PLUGIN_VERSION).front();

class Steady final : public kontor::Plugin {
 public:
  explicit Steady(kontor::Host given) : Plugin(std::move(given)) {
    before_save("person", [](Json fields) { return fields; });
    on_event("person.created", [this](const kontor::Event&) { count("events"); });
    action("steady.echo", [](const kontor::ActionRequest&) {
      return Json{{"version", KONTOR_PLUGIN_VERSION}};
    });
    action("steady.slow", [this](const kontor::ActionRequest& request) {
      host().log_info("a slow call begins");
      std::this_thread::sleep_for(std::chrono::milliseconds(request.input.value("ms", 0)));
      return Json{{"version", KONTOR_PLUGIN_VERSION}};
    });
    action("steady.crash", [this](const kontor::ActionRequest&) {
      host().log_info("about to crash");
      std::abort();
    });
    action("steady.count", [this](const kontor::ActionRequest&) {
      return Json{{"count", count("calls")}};
    });
  }

  void start(const kontor::Start& given) override {
    settings_ = given.settings;
    host().log_info("steady is starting");
    if (kMajor == '4') std::abort();
    if (kMajor == '5') std::this_thread::sleep_for(std::chrono::hours(1));
  }

  kontor::Health health() override {
    const std::string wanted = settings_.value("health", "ok");
    if (wanted == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    if (kMajor == '3') return {.status = "failing", .detail = "no line to the exchange"};
    return {.status = wanted, .detail = wanted == "ok" ? "" : "as the settings say"};
  }

 private:
  int count(const std::string& key) {
    const Json kept = host().storage_get({.key = key}).value;
    const int next = (kept.is_number() ? kept.get<int>() : 0) + 1;
    host().storage_put({.key = key, .value = next, .person = {}});
    return next;
  }

  Json settings_ = Json::object();
};

}  // namespace

KONTOR_PLUGIN(Steady);

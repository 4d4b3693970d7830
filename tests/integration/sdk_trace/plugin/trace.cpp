#include <sys/time.h>

#include <chrono>
#include <ctime>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>
#include <kontor/time.hpp>
#include <random>
#include <thread>

namespace {

using kontor::Json;

#ifdef CHANGED
constexpr int kStep = 2;
#else
constexpr int kStep = 1;
#endif

// Every way to the time and to randomness that a plugin has by the C library.
Json moment() {
  timeval day{};
  ::gettimeofday(&day, nullptr);
  timespec coarse{};
  std::timespec_get(&coarse, TIME_UTC);
  const auto steady = std::chrono::steady_clock::now().time_since_epoch().count();
  return {{"now", kontor::rfc3339(kontor::now())},
          {"steady", steady},
          {"time", std::time(nullptr)},
          {"day", {day.tv_sec, day.tv_usec}},
          {"coarse", {coarse.tv_sec, coarse.tv_nsec}},
          {"id", kontor::random_hex()},
          {"device", std::random_device("getentropy")()}};
}

class Trace final : public kontor::Plugin {
 public:
  explicit Trace(kontor::Host given) : Plugin(given), born_(moment()) {
    action("trace.moment", [this](const kontor::ActionRequest&) {
      return Json{{"born", born_}, {"now", moment()}};
    });
    action("trace.count", [this](const kontor::ActionRequest&) {
      const Json value = host().storage_get({.key = "count"}).value;
      const int count = value.is_number_integer() ? value.get<int>() : 0;
      host().storage_put({.key = "count", .value = count + kStep, .subject = {}});
      host().log_info("counted");
      return Json{{"count", count + kStep}};
    });
    // The host answers this by calling trace.count.
    action("trace.outer", [this](const kontor::ActionRequest&) {
      return Json{{"inner", host().storage_get({.key = "nest"}).value}};
    });
    action("trace.thread", [this](const kontor::ActionRequest&) {
      Json value;
      std::thread([this, &value] { value = host().storage_get({.key = "thread"}).value; }).join();
      return Json{{"value", value}};
    });
    action("trace.secret", [this](const kontor::ActionRequest&) {
      const auto secret = host().secret_get({.name = "key"}).value.value_or("");
      host().storage_put({.key = "login", .value = "Bearer " + secret, .subject = {}});
      return Json{{"length", secret.empty() ? 0 : 1}};
    });
  }

 private:
  Json born_;
};

}  // namespace

KONTOR_PLUGIN(Trace);

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <ctime>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>
#include <kontor/time.hpp>
#include <mutex>
#include <random>
#include <string>
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
      host().storage_put({.key = "count", .value = count + kStep, .person = {}});
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
    // A thread that puts something three times, a while apart.
    action("trace.timer", [this](const kontor::ActionRequest&) {
      if (timer_.joinable()) timer_.join();
      timer_ = std::thread([this] { tick(); });
    });
    // Three questions on a connection, inside one call.
    action("trace.talk", [this](const kontor::ActionRequest&) {
      const int peer = connect();
      Json answers = Json::array();
      for (int number = kStep; number < kStep + 3; ++number) {
        say(peer, "question " + std::to_string(number) + "\n");
        answers.push_back(line(peer));
      }
      ::close(peer);
      return Json{{"answers", answers}};
    });
    // A thread that hears what a peer says by itself, and keeps it.
    action("trace.listen", [this](const kontor::ActionRequest&) {
      if (timer_.joinable()) timer_.join();
      timer_ = std::thread([this] {
        const int peer = connect();
        say(peer, "tell\n");
        for (std::string heard = line(peer); !heard.empty(); heard = line(peer))
          host().storage_put({.key = "heard", .value = heard, .person = {}});
        ::close(peer);
      });
    });
    action("trace.secret", [this](const kontor::ActionRequest&) {
      const auto secret = host().secret_get({.name = "key"}).value.value_or("");
      host().storage_put({.key = "login", .value = "Bearer " + secret, .person = {}});
      return Json{{"length", secret.empty() ? 0 : 1}};
    });
  }

  ~Trace() override {
    if (timer_.joinable()) timer_.join();
  }

 private:
  int connect() {
    return static_cast<int>(
        host().net_connect({.host = "peer.example.test", .port = 7, .tls = false}).descriptor);
  }
  static void say(int peer, const std::string& words) {
    if (::send(peer, words.data(), words.size(), MSG_NOSIGNAL) < 0) throw kontor::Refusal("gone");
  }
  // Empty at the end.
  static std::string line(int peer) {
    std::string read;
    for (char letter = 0; ::recv(peer, &letter, 1, 0) == 1 && letter != '\n';) read += letter;
    return read;
  }
  void tick() {
    for (int count = 1; count <= 3; ++count) {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, std::chrono::milliseconds(150));
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      const std::string now = kontor::rfc3339(kontor::now());
      host().storage_put({.key = "tick", .value = now, .person = {}});
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread timer_;
  Json born_;
};

}  // namespace

KONTOR_PLUGIN(Trace);

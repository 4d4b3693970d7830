// The load of seats_bench.py: devices that claim and release seats of one licence, or renew the
// one they have, for a while.
// seat_load ORIGIN LICENSE_ID TOKEN SECONDS CLIENTS claim|renew
// prints {"requests","seconds","p50_ms","p99_ms"}.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/core/json.hpp"
#include "licensing/client/seat_client.hpp"

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kClientsMax = 1000;
constexpr int kArguments = 7;

struct Load {
  std::string origin;
  std::string license_id;
  std::string authorization;
  SteadyClock::time_point end;
  bool renews = false;
};

double ms_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "seat_load: " << what << '\n';
  std::_Exit(1);
}

// Does `request` until the end, adding how long each took.
template <typename Request>
void repeat(const Load& load, std::vector<double>& took_ms, Request request) {
  while (SteadyClock::now() < load.end) {
    const auto start = SteadyClock::now();
    request();
    took_ms.push_back(ms_since(start));
  }
}

// Gives how long each request took.
std::vector<double> run_device(const Load& load, int number) {
  const kontor::SystemClock clock;
  const std::string name = "device-" + std::to_string(getpid()) + "-" + std::to_string(number);
  auto client = kontor::licensing::SeatClient::create(
      load.origin, load.authorization, kontor::crypto::SigningKey::generate(), clock);
  if (!client) fail(client.error().message);
  std::vector<double> took_ms;
  std::optional<kontor::licensing::RemoteSeat> seat;
  const auto claim = [&] {
    auto claimed =
        (*client)->claim(load.license_id, name, name, name + "-" + std::to_string(took_ms.size()));
    if (!claimed) fail(claimed.error().message);
    seat = *claimed;
  };
  const auto release = [&] {
    const auto released = (*client)->release(*seat);
    if (!released) fail(released.error().message);
    seat.reset();
  };
  if (load.renews) {
    claim();
    repeat(load, took_ms, [&] {
      const auto renewed = (*client)->renew(*seat);
      if (!renewed) fail(renewed.error().message);
    });
  } else {
    repeat(load, took_ms, [&] { seat ? release() : claim(); });
  }
  if (seat) release();
  return took_ms;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != kArguments) fail("give ORIGIN LICENSE_ID TOKEN SECONDS CLIENTS claim|renew");
  const auto start = SteadyClock::now();
  const Load load{arguments[1], arguments[2], std::string("Bearer ") + arguments[3],
                  start + std::chrono::seconds(std::atoi(arguments[4])),
                  std::string_view(arguments[6]) == "renew"};
  const auto clients =
      static_cast<std::size_t>(std::clamp(std::atoi(arguments[5]), 1, kClientsMax));
  std::vector<std::vector<double>> by_device(clients);
  std::vector<std::thread> devices;
  devices.reserve(clients);
  for (std::size_t number = 0; number < clients; ++number) {
    devices.emplace_back(
        [&, number] { by_device[number] = run_device(load, static_cast<int>(number)); });
  }
  for (std::thread& device : devices) device.join();
  const double seconds = ms_since(start) / 1e3;
  std::vector<double> took_ms;
  for (const auto& one : by_device) took_ms.insert(took_ms.end(), one.begin(), one.end());
  std::cout << kontor::Json{{"requests", took_ms.size()},
                            {"seconds", seconds},
                            {"p50_ms", percentile(took_ms, 0.5)},
                            {"p99_ms", percentile(took_ms, 0.99)}}
            << '\n';
}

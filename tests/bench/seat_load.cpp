// The load of seats_bench.py: 16 devices claim and release seats of one licence for a while.
// seat_load ORIGIN LICENSE_ID TOKEN SECONDS prints {"pairs","seconds","p50_ms"}.

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "base/core/json.hpp"
#include "licensing/client/seat_client.hpp"
#include "tests/bench/report.hpp"

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kClients = 16;
constexpr int kArguments = 5;

struct Load {
  std::string origin;
  std::string license_id;
  std::string authorization;
  SteadyClock::time_point end;
};

double ms_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "seat_load: " << what << '\n';
  std::_Exit(1);
}

// Claims and releases until the end; gives how long each pair took.
std::vector<double> run_device(const Load& load, int number) {
  const kontor::SystemClock clock;
  const std::string name = "device-" + std::to_string(getpid()) + "-" + std::to_string(number);
  auto client = kontor::licensing::SeatClient::create(
      load.origin, load.authorization, kontor::crypto::SigningKey::generate(), clock);
  if (!client) fail(client.error().message);
  std::vector<double> pairs_ms;
  while (SteadyClock::now() < load.end) {
    const auto start = SteadyClock::now();
    const auto seat =
        (*client)->claim(load.license_id, name, name, name + "-" + std::to_string(pairs_ms.size()));
    if (!seat) fail(seat.error().message);
    const auto released = (*client)->release(*seat);
    if (!released) fail(released.error().message);
    pairs_ms.push_back(ms_since(start));
  }
  return pairs_ms;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != kArguments) fail("give ORIGIN LICENSE_ID TOKEN SECONDS");
  const auto start = SteadyClock::now();
  const Load load{arguments[1], arguments[2], std::string("Bearer ") + arguments[3],
                  start + std::chrono::seconds(std::atoi(arguments[4]))};
  std::vector<std::vector<double>> by_device(kClients);
  std::vector<std::thread> devices;
  for (int number = 0; number < kClients; ++number) {
    devices.emplace_back([&, number] { by_device[number] = run_device(load, number); });
  }
  for (std::thread& device : devices) device.join();
  const double seconds = ms_since(start) / 1e3;
  std::vector<double> pairs_ms;
  for (const auto& one : by_device) pairs_ms.insert(pairs_ms.end(), one.begin(), one.end());
  std::cout << kontor::Json{{"pairs", pairs_ms.size()},
                            {"seconds", seconds},
                            {"p50_ms", kontor::bench::median(pairs_ms)}}
            << '\n';
}

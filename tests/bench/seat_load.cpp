// The load of seats_bench.py: devices at kontor-seats, each with its own key and token.
// seat_load ORIGIN,… LICENSE_ID TOKENS_FILE SECONDS CLIENTS claim|renew
//   They claim and release seats, or renew the one they have, for a while.
// seat_load ORIGIN,… LICENSE_ID TOKENS_FILE SEATS CLIENTS fill
//   Together they claim so many seats and keep them.
// Both print {"requests","seconds","p50_ms","p99_ms"}.
// seat_load document AUTHORITY SEATS
//   Prints {"trust","document"}: a licence for that ledger, and whom to believe for it.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/client/seat_client.hpp"
#include "tests/support/licenses.hpp"

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kClientsMax = 1000;
constexpr int kLoadArguments = 7;
constexpr int kDocumentArguments = 4;

struct Load {
  std::vector<std::string> origins;
  std::string license_id;
  std::vector<std::string> tokens;  // Of each device, in turn.
  std::int64_t amount = 0;          // Seconds, or seats to fill.
  std::size_t clients = 1;
  std::string_view mode;
  SteadyClock::time_point end = {};
};

double ms_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "seat_load: " << what << '\n';
  std::_Exit(1);
}

// One device; its key is the same in every run, since a token belongs to one.
class Device {
 public:
  Device(const Load& load, std::size_t number)
      : load_(load), name_("device-" + std::to_string(number)) {
    auto key = kontor::crypto::SigningKey::from_seed(kontor::crypto::sha256(name_));
    auto client = kontor::licensing::SeatClient::create(
        load.origins[number % load.origins.size()],
        "Bearer " + load.tokens[number % load.tokens.size()], *key, clock_);
    if (!client) fail(client.error().message);
    client_ = std::move(*client);
  }

  // Gives how long each request took.
  std::vector<double> run() {
    if (load_.mode == "fill") {
      const auto mine = load_.amount / static_cast<std::int64_t>(load_.clients);
      for (std::int64_t i = 0; i < mine; ++i) timed([&] { claim(); });
      return std::move(took_ms_);
    }
    if (load_.mode == "renew") claim();
    while (SteadyClock::now() < load_.end) {
      timed([&] { load_.mode == "renew" ? renew() : seat_ ? release() : claim(); });
    }
    if (seat_) release();
    return std::move(took_ms_);
  }

 private:
  template <typename Request>
  void timed(Request request) {
    const auto start = SteadyClock::now();
    request();
    took_ms_.push_back(ms_since(start));
  }
  void claim() {
    const std::string session =
        name_ + "-" + std::to_string(getpid()) + "-" + std::to_string(took_ms_.size());
    auto claimed = client_->claim(load_.license_id, name_, session, session);
    if (!claimed) fail(claimed.error().message);
    seat_ = std::move(*claimed);
  }
  void renew() {
    if (const auto renewed = client_->renew(*seat_); !renewed) fail(renewed.error().message);
  }
  void release() {
    if (const auto released = client_->release(*seat_); !released) {
      fail(released.error().message);
    }
    seat_.reset();
  }

  const Load& load_;
  const kontor::SystemClock clock_;
  const std::string name_;
  std::unique_ptr<kontor::licensing::SeatClient> client_;
  std::optional<kontor::licensing::RemoteSeat> seat_;
  std::vector<double> took_ms_;
};

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

std::vector<std::string> parts(std::istream& text, char separator) {
  std::vector<std::string> found;
  std::string part;
  while (std::getline(text, part, separator)) found.push_back(part);
  return found;
}

std::vector<std::string> list(const std::string& text) {
  std::istringstream stream(text);
  return parts(stream, ',');
}

std::vector<std::string> lines(const char* file) {
  std::ifstream stream(file);
  return parts(stream, '\n');
}

int print_document(const std::string& authority, std::int64_t seats) {
  const kontor::testing::LicenseMaker maker;
  const auto hex = [](const kontor::crypto::SigningKey& key) {
    return kontor::hex_encode(key.public_key().ed25519_raw());
  };
  auto license = maker.license(kontor::licensing::SeatModel::concurrent, seats);
  license.authority = authority;
  std::cout << kontor::Json{{"trust",
                             {{"license_keys", {hex(maker.market_key)}},
                              {"vendors", {{"kontor", {hex(maker.vendor_key)}}}}}},
                            {"document",
                             maker.document(license,
                                            maker.offer(kontor::licensing::SeatModel::concurrent))}}
            << '\n';
  return 0;
}

int print_load(Load load) {
  const auto start = SteadyClock::now();
  if (load.mode != "fill") load.end = start + std::chrono::seconds(load.amount);
  std::vector<std::vector<double>> by_device(load.clients);
  std::vector<std::thread> devices;
  devices.reserve(load.clients);
  for (std::size_t number = 0; number < load.clients; ++number) {
    devices.emplace_back([&, number] { by_device[number] = Device(load, number).run(); });
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
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == kDocumentArguments && std::string_view(arguments[1]) == "document") {
    return print_document(arguments[2], std::atoll(arguments[3]));
  }
  if (count != kLoadArguments) {
    fail("give ORIGIN,… LICENSE_ID TOKENS_FILE AMOUNT CLIENTS claim|renew|fill");
  }
  Load load{
      .origins = list(arguments[1]),
      .license_id = arguments[2],
      .tokens = lines(arguments[3]),
      .amount = std::atoll(arguments[4]),
      .clients = static_cast<std::size_t>(std::clamp(std::atoi(arguments[5]), 1, kClientsMax)),
      .mode = arguments[6]};
  if (load.origins.empty() || load.tokens.empty()) fail("no origin or no token");
  return print_load(std::move(load));
}

// A refresh when nothing changed: requests, connections and the client's own CPU time, over real
// sockets, for a market with few vendors and with a thousand.

#include <sys/resource.h>
#include <sys/time.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "base/core/clock.hpp"
#include "base/tuf/updater.hpp"
#include "marketplace/client/fetchers.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/tuf_repository.hpp"
#include "tests/support/web_server.hpp"

namespace {

using kontor::TimeMs;
using kontor::testing::TufRepository;
using kontor::testing::WebServer;

constexpr int kRefreshes = 200;
constexpr int kFewVendors = 4;
constexpr int kManyVendors = 1000;

double thread_cpu_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

struct Course {
  double cpu_ms;
  double requests;
  int connections;
};

Course measure(int vendors) {
  const TimeMs now = kontor::SystemClock().now_ms();
  TufRepository repository(now);
  const auto key = kontor::crypto::SigningKey::generate();
  for (int vendor = 0; vendor < vendors; ++vendor) {
    const std::string name = "vendor.v" + std::to_string(vendor);
    repository.signers[name] = {key};
    repository.delegate("targets", name, {"v" + std::to_string(vendor) + "/*/*"}, true);
  }
  repository.publish();
  WebServer server([&repository](int socket, const std::string& target) {
    const auto found = repository.files.find(target.substr(1));
    WebServer::send(socket, found == repository.files.end() ? WebServer::not_found()
                                                            : WebServer::ok(found->second));
  });
  std::string folder = "/tmp/kontor-refresh-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) std::abort();
  kontor::tuf::Store store(folder);
  const auto installed = kontor::tuf::install_root(store, repository.files.at("1.root.json"));
  auto client = kontor::http::Client::create(server.url());
  if (!installed || !client) std::abort();
  kontor::marketplace::HttpFetcher fetcher(**client, "/");
  const auto refresh = [&] {
    if (kontor::tuf::Updater(store, fetcher, now).refresh()) return;
    std::cerr << "the refresh failed\n";
    std::_Exit(1);
  };

  refresh();
  server.take_requests();
  const double before = thread_cpu_ms();
  for (int count = 0; count < kRefreshes; ++count) refresh();
  const double cpu_ms = (thread_cpu_ms() - before) / kRefreshes;
  const double requests = static_cast<double>(server.take_requests().size()) / kRefreshes;
  std::filesystem::remove_all(folder);
  return {cpu_ms, requests, server.connections()};
}

}  // namespace

int main(int, char** arguments) {
  using kontor::bench::Better;
  const Course few = measure(kFewVendors);
  const Course many = measure(kManyVendors);
  const auto written = kontor::bench::write_report(
      arguments[1], {{.name = "nothing changed, requests",
                      .value = few.requests,
                      .unit = "requests",
                      .better = Better::lower,
                      .target = 2,
                      .n = kRefreshes},
                     {.name = "nothing changed, connections in all",
                      .value = static_cast<double>(few.connections),
                      .unit = "connections",
                      .better = Better::lower,
                      .target = 1,
                      .n = kRefreshes},
                     {.name = "nothing changed, 4 vendors, client CPU",
                      .value = few.cpu_ms,
                      .unit = "ms",
                      .better = Better::lower,
                      .target = 2,
                      .n = kRefreshes},
                     {.name = "nothing changed, 1,000 vendors, client CPU",
                      .value = many.cpu_ms,
                      .unit = "ms",
                      .better = Better::lower,
                      .target = 2,
                      .n = kRefreshes}});
  return written ? 0 : 1;
}

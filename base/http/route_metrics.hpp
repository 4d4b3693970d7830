#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <tuple>

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace kontor::http {

// Request counters and durations by route. Any thread.
class RouteMetrics {
 public:
  RouteMetrics();
  ~RouteMetrics();
  void observe(const std::string& method, const std::string& route, int status, double seconds);
  // Prometheus text exposition format.
  std::string text() const;

 private:
  struct Families;
  // The two series of one method, route and status; found without building label texts.
  struct Series {
    prometheus::Counter* requests;
    prometheus::Histogram* seconds;
  };
  Series series(const std::string& method, const std::string& route, int status);

  std::unique_ptr<Families> families_;
  std::shared_mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, Series, std::less<>> known_;
};

}  // namespace kontor::http

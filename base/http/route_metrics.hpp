#pragma once

#include <memory>
#include <string>

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
  std::unique_ptr<Families> families_;
};

}  // namespace kontor::http

#include "base/http/route_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace kontor::http {

struct RouteMetrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("kontor_http_requests_total")
          .Help("Requests answered, by method, route and status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("kontor_http_request_duration_seconds")
          .Help("Time from the whole request read to its answer made.")
          .Register(registry);
};

RouteMetrics::RouteMetrics() : families_(std::make_unique<Families>()) {}
RouteMetrics::~RouteMetrics() = default;

RouteMetrics::Series RouteMetrics::series(const std::string& method, const std::string& route,
                                          int status) {
  const auto key = std::tie(method, route, status);
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  static const prometheus::Histogram::BucketBoundaries kBounds{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
  const std::unique_lock lock(mutex_);
  const Series made{&families_->requests.Add(
                        {{"method", method}, {"route", route}, {"status", std::to_string(status)}}),
                    &families_->seconds.Add({{"method", method}, {"route", route}}, kBounds)};
  return known_.emplace(key, made).first->second;
}

void RouteMetrics::observe(const std::string& method, const std::string& route, int status,
                           double seconds) {
  const Series found = series(method, route, status);
  found.requests->Increment();
  found.seconds->Observe(seconds);
}

std::string RouteMetrics::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace kontor::http

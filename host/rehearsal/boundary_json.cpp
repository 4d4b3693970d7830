#include <algorithm>

#include "host/rehearsal/boundary_report.hpp"

// The report as JSON.
namespace kontor::host {
namespace {

std::int64_t at_share(const std::vector<std::int64_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(last * share)];
}

double milliseconds(std::int64_t microseconds) { return static_cast<double>(microseconds) / 1000; }

Json counted_json(const std::map<std::string, std::int64_t>& counted, const char* name) {
  Json list = Json::array();
  for (const auto& [what, count] : counted) list.push_back({{name, what}, {"count", count}});
  return list;
}

}  // namespace

Json BoundaryReport::reads() const {
  Json list = Json::array();
  for (const auto& [field, ids] : reads_)
    list.push_back({{"entity", field.entity},
                    {"field", field.field},
                    {"purpose", field.purpose},
                    {"records", ids.size()}});
  return list;
}

Json BoundaryReport::writes() const {
  Json list = Json::array();
  for (const auto& [where, fields] : writes_)
    for (const auto& [field, written] : fields)
      list.push_back({{"entity", where.first},
                      {"how", where.second},
                      {"field", field},
                      {"times", written.times},
                      {"records", written.records.size()},
                      {"examples", written.examples}});
  return list;
}

Json BoundaryReport::timings() const {
  Json list = Json::array();
  for (const auto& [name, timing] : timings_) {
    std::vector<std::int64_t> sorted = timing.took_us;
    std::ranges::sort(sorted);
    list.push_back({{"contribution", name},
                    {"calls", sorted.size()},
                    {"failed", timing.failed},
                    {"p50_ms", milliseconds(at_share(sorted, 0.5))},
                    {"p95_ms", milliseconds(at_share(sorted, 0.95))},
                    {"max_ms", milliseconds(at_share(sorted, 1.0))}});
  }
  return list;
}

Json BoundaryReport::to_json() const {
  Json sent = Json::array();
  for (const auto& [where, what] : sent_)
    sent.push_back(
        {{"by", where.first}, {"to", where.second}, {"count", what.count}, {"bytes", what.bytes}});
  Json refusals = Json::array();
  for (const auto& [entity, refused] : refusals_)
    refusals.push_back(
        {{"entity", entity}, {"count", refused["count"]}, {"reasons", refused["reasons"]}});
  return {{"people_read", people_.size()},
          {"reads", reads()},
          {"writes", writes()},
          {"refused_saves", std::move(refusals)},
          {"sent", std::move(sent)},
          {"did", counted_json(counted_, "what")},
          {"denied", counted_json(denied_, "what")},
          {"asked", counted_json(operations_, "operation")},
          {"stored_bytes", stored_bytes_},
          {"timings", timings()}};
}

}  // namespace kontor::host

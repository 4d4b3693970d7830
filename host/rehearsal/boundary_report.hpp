#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "sdk/package/manifest.hpp"
#include "sdk/trace/call_tree.hpp"

namespace kontor::host {

// What a plugin did at its boundary, told from a trace: which fields of how many records it
// read and for which purpose, what it wrote, sent and called, what was denied, how long each
// contribution took. One thread.
class BoundaryReport {
 public:
  explicit BoundaryReport(const package::Manifest& manifest) : manifest_(manifest) {}

  void take(const trace::CallTree& tree);
  Json to_json() const;

  static constexpr std::size_t kExamplesMax = 3;

 private:
  struct Field {
    std::string entity;
    std::string field;
    std::string purpose;
    auto operator<=>(const Field&) const = default;
  };
  struct Written {
    std::set<std::string> records;
    std::int64_t times = 0;
    Json examples = Json::array();
  };
  struct Sent {
    std::int64_t count = 0;
    std::int64_t bytes = 0;
  };
  struct Timing {
    std::vector<std::int64_t> took_us;
    std::int64_t failed = 0;
  };
  void take_call(const trace::Call& call);
  void take_to_plugin(const trace::Call& call, const Json& request, const Json& answer);
  void take_to_host(const trace::Call& call, const Json& request, const Json& answer);
  void take_permit(const Json& request, const std::string& person);
  void take_records(const std::string& operation, const Json& request, const Json& answer);
  void take_sent(const std::string& operation, const Json& request);
  void take_saves(const Json& request, const Json& answer);
  void saw(const std::string& entity, const Json& id, const Json& fields,
           const std::string& purpose);
  void wrote(const std::string& entity, const std::string& how, const std::string& id,
             const Json& fields);
  std::string purpose_of(const std::string& entity, const std::string& field) const;
  Json reads() const;
  Json writes() const;
  Json timings() const;

  const package::Manifest& manifest_;
  std::map<Field, std::set<std::string>> reads_;  // → ids of records.
  std::set<std::string> people_;
  std::map<std::pair<std::string, std::string>, std::map<std::string, Written>> writes_;
  std::map<std::string, Json> refusals_;  // By entity: up to kExamplesMax reasons.
  std::map<std::pair<std::string, std::string>, Sent> sent_;  // Way and destination.
  std::map<std::string, std::int64_t> counted_;     // "service kontor.consent/1 allowed" …
  std::map<std::string, std::int64_t> denied_;      // Operation and reason.
  std::map<std::string, std::int64_t> operations_;  // How often it asked what.
  std::map<std::string, Timing> timings_;           // By contribution.
  std::int64_t stored_bytes_ = 0;
};

}  // namespace kontor::host

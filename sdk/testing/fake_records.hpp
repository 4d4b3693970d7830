#pragma once

#include <cstdint>
#include <kontor/op/record_aggregate.hpp>
#include <kontor/op/record_create.hpp>
#include <kontor/op/record_delete.hpp>
#include <kontor/op/record_funnel.hpp>
#include <kontor/op/record_get.hpp>
#include <kontor/op/record_list.hpp>
#include <kontor/op/record_update.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::testing {

// Records in memory, with the host's filters, versions, pages and aggregates; no entity
// definitions, so any field goes. Not locked: FakeHost does that.
class FakeRecords {
 public:
  // Adds a record and returns its id: "person-1", "person-2" …
  std::string add(const std::string& entity, Json fields);
  const op::Record* find(const std::string& entity, const std::string& id) const;

  Result<op::RecordGetResponse> get(const op::RecordGetRequest& request) const;
  Result<op::RecordListResponse> list(const op::RecordListRequest& request) const;
  Result<op::RecordCreateResponse> create(const op::RecordCreateRequest& request);
  Result<op::RecordUpdateResponse> update(const op::RecordUpdateRequest& request);
  Result<op::RecordDeleteResponse> remove(const op::RecordDeleteRequest& request);
  Result<op::RecordAggregateResponse> aggregate(const op::RecordAggregateRequest& request) const;
  // Of the five stages of pipeline "sales", by the field `reached` of the deals.
  Result<op::RecordFunnelResponse> funnel(const op::RecordFunnelRequest& request) const;

 private:
  // The conditions and those of a saved segment: a list, or one condition.
  Result<std::vector<op::Condition>> conditions_of(const std::vector<op::Condition>& filter,
                                                   const std::optional<std::string>& segment) const;

  // Conditions on other records as sorted lists of what those name.
  std::vector<op::Condition> resolved(const std::vector<op::Condition>& filter) const;

  std::map<std::string, std::map<std::string, op::Record>> by_entity_;
  std::map<std::string, std::int64_t> last_number_;
  struct Made {
    Json wanted;
    std::string id;
  };
  std::map<std::string, Made> made_;  // By the key the plugin gave.
};

// True if all conditions hold for a record.
bool matches(const op::Record& record, const std::vector<op::Condition>& filter);

// One figure over records; nothing if there is nothing to compute it from.
std::optional<double> measure(const op::Measure& measure,
                              const std::vector<const op::Record*>& records);

}  // namespace kontor::testing

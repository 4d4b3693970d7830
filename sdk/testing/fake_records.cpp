#include "sdk/testing/fake_records.hpp"

#include <algorithm>

#include "base/core/json.hpp"

namespace kontor::testing {
namespace {

constexpr std::size_t kGroupsMax = 10'000;

// The order of groups: what is not set stands behind all that is.
struct UnsetLast {
  bool operator()(const std::vector<Json>& a, const std::vector<Json>& b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](const Json& one, const Json& other) {
                                          if (one.is_null() || other.is_null())
                                            return !one.is_null() && other.is_null();
                                          return one < other;
                                        });
  }
};

constexpr std::pair<const char*, const char*> kStages[] = {{"new", "New"},
                                                           {"qualified", "Qualified"},
                                                           {"proposal", "Proposal"},
                                                           {"negotiation", "Negotiation"},
                                                           {"won", "Won"}};

Error no_record(const std::string& entity, const std::string& id) {
  return {ErrorCode::not_found, "there is no " + entity + " " + id};
}

const Json& value_of(const op::Record& record, const std::string& field) {
  static const Json null;
  const auto found = record.fields.find(field);
  return found == record.fields.end() ? null : *found;
}

// The currency of "amount:currency", otherwise the field.
Json compared_value(const op::Record& record, const std::string& name) {
  if (name == "id") return record.id;
  Json value = value_of(record, name.substr(0, name.find(':')));
  if (name.find(':') == std::string::npos) return value;
  return value.is_object() ? value.value("currency", Json()) : Json();
}

// What a record is grouped by: "id", a field, "amount:currency", or "closed_at:month".
Json group_value(const op::Record& record, const std::string& group) {
  if (group == "id") return record.id;
  const std::size_t colon = group.find(':');
  Json value = value_of(record, group.substr(0, colon));
  if (colon == std::string::npos || value.is_null()) return value;
  const std::string part = group.substr(colon + 1);
  if (part == "currency") return value.is_object() ? value.value("currency", Json()) : Json();
  if (!value.is_string()) return nullptr;
  return value.get<std::string>().substr(0, part == "year" ? 4 : part == "month" ? 7 : 10);
}

bool holds(const op::Record& record, const op::Condition& condition) {
  const Json value = compared_value(record, condition.field);
  if (condition.op == "is_null") return value.is_null() == condition.value.get<bool>();
  if (condition.op == "eq") return value == condition.value;
  if (condition.op == "ne") return value != condition.value;
  if (condition.op == "in") {
    return std::find(condition.value.begin(), condition.value.end(), value) !=
           condition.value.end();
  }
  if (condition.op == "among" || condition.op == "not_among") {
    const bool found = std::binary_search(condition.value.begin(), condition.value.end(), value);
    return found == (condition.op == "among");
  }
  if (value.is_null()) return false;
  if (condition.op == "lt") return value < condition.value;
  if (condition.op == "le") return value <= condition.value;
  if (condition.op == "gt") return value > condition.value;
  if (condition.op == "ge") return value >= condition.value;
  if (!value.is_string() || !condition.value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  const auto& wanted = condition.value.get_ref<const std::string&>();
  return condition.op == "prefix" ? text.starts_with(wanted) : text.find(wanted) != text.npos;
}

Status check_version(const op::Record& record, const std::optional<std::int64_t>& wanted) {
  if (!wanted || *wanted == record.version) return ok();
  return Error{ErrorCode::conflict, "the record has version " + std::to_string(record.version)};
}

}  // namespace

bool matches(const op::Record& record, const std::vector<op::Condition>& filter) {
  return std::all_of(filter.begin(), filter.end(),
                     [&](const op::Condition& condition) { return holds(record, condition); });
}

std::string FakeRecords::add(const std::string& entity, Json fields) {
  std::string id = entity + "-" + std::to_string(++last_number_[entity]);
  by_entity_[entity][id] = {.id = id,
                            .entity = entity,
                            .version = 1,
                            .created_at = "2026-01-01T00:00:00.000Z",
                            .updated_at = "2026-01-01T00:00:00.000Z",
                            .fields = std::move(fields)};
  return id;
}

const op::Record* FakeRecords::find(const std::string& entity, const std::string& id) const {
  const auto records = by_entity_.find(entity);
  if (records == by_entity_.end()) return nullptr;
  const auto record = records->second.find(id);
  return record == records->second.end() ? nullptr : &record->second;
}

Result<op::RecordGetResponse> FakeRecords::get(const op::RecordGetRequest& request) const {
  op::RecordGetResponse response;
  if (const op::Record* record = find(request.entity, request.id)) response.record = *record;
  return response;
}

std::vector<op::Condition> FakeRecords::resolved(const std::vector<op::Condition>& filter) const {
  std::vector<op::Condition> conditions = filter;
  for (op::Condition& condition : conditions) {
    if (condition.op != "among" && condition.op != "not_among") continue;
    std::vector<op::Condition> theirs;
    const Json asked = condition.value.value("filter", Json::array());
    for (const Json& one : asked) {
      std::string problem;
      if (auto read = op::decode<op::Condition>(one, problem)) theirs.push_back(std::move(*read));
    }
    Json named = Json::array();
    const auto others = by_entity_.find(condition.value.value("entity", ""));
    const std::string field = condition.value.value("field", "");
    if (others != by_entity_.end()) {
      for (const auto& [id, record] : others->second) {
        const Json value = compared_value(record, field);
        if (!value.is_null() && matches(record, theirs)) named.push_back(value);
      }
    }
    std::sort(named.begin(), named.end());
    condition.value = std::move(named);
  }
  return conditions;
}

Result<std::vector<op::Condition>> FakeRecords::conditions_of(
    const std::vector<op::Condition>& filter, const std::optional<std::string>& segment) const {
  std::vector<op::Condition> all = resolved(filter);
  if (!segment) return all;
  const op::Record* saved = find("segment", *segment);
  if (!saved) return no_record("segment", *segment);
  Json conditions = TRY(parse_json(saved->fields.value("filter", "[]")));
  if (conditions.is_object()) conditions = Json::array({conditions});
  for (const Json& one : conditions) {
    std::string problem;
    auto condition = op::decode<op::Condition>(one, problem);
    if (!condition) return Error{ErrorCode::invalid_argument, "the segment: " + problem};
    all.push_back(std::move(*condition));
  }
  return all;
}

Result<op::RecordListResponse> FakeRecords::list(const op::RecordListRequest& request) const {
  const auto filter = TRY(conditions_of(request.filter, request.segment));
  op::RecordListResponse response;
  const auto records = by_entity_.find(request.entity);
  if (records == by_entity_.end()) return response;
  for (const auto& [id, record] : records->second) {
    if (request.cursor && id <= *request.cursor) continue;
    if (!matches(record, filter)) continue;
    if (static_cast<std::int64_t>(response.records.size()) == request.limit) {
      response.next = response.records.back().id;
      break;
    }
    response.records.push_back(record);
  }
  return response;
}

Result<op::RecordCreateResponse> FakeRecords::create(const op::RecordCreateRequest& request) {
  const Json wanted = {{"entity", request.entity}, {"fields", request.fields}};
  if (request.key) {
    if (const auto made = made_.find(*request.key); made != made_.end()) {
      if (made->second.wanted != wanted)
        return Error{ErrorCode::conflict, "this key was used for another record"};
      const op::Record* record = find(request.entity, made->second.id);
      if (record == nullptr) return no_record(request.entity, made->second.id);
      return op::RecordCreateResponse{.record = *record};
    }
  }
  const std::string id = add(request.entity, request.fields);
  if (request.key) made_[*request.key] = {wanted, id};
  return op::RecordCreateResponse{.record = *find(request.entity, id)};
}

Result<op::RecordUpdateResponse> FakeRecords::update(const op::RecordUpdateRequest& request) {
  if (!find(request.entity, request.id)) return no_record(request.entity, request.id);
  op::Record& record = by_entity_[request.entity][request.id];
  TRY(check_version(record, request.version));
  record.fields.merge_patch(request.fields);
  ++record.version;
  return op::RecordUpdateResponse{.record = record};
}

Result<op::RecordDeleteResponse> FakeRecords::remove(const op::RecordDeleteRequest& request) {
  const op::Record* record = find(request.entity, request.id);
  if (!record) return no_record(request.entity, request.id);
  TRY(check_version(*record, request.version));
  by_entity_[request.entity].erase(request.id);
  return op::RecordDeleteResponse{};
}

Result<op::RecordAggregateResponse> FakeRecords::aggregate(
    const op::RecordAggregateRequest& request) const {
  const auto filter = TRY(conditions_of(request.filter, request.segment));
  std::map<std::vector<Json>, std::vector<const op::Record*>, UnsetLast> groups;
  if (request.group_by.empty()) groups[{}] = {};
  if (const auto records = by_entity_.find(request.entity); records != by_entity_.end()) {
    for (const auto& [id, record] : records->second) {
      if (!matches(record, filter)) continue;
      std::vector<Json> group;
      for (const std::string& field : request.group_by) group.push_back(group_value(record, field));
      groups[group].push_back(&record);
    }
  }
  op::RecordAggregateResponse response;
  for (const auto& [group, records] : groups) {
    if (response.rows.size() == kGroupsMax) break;
    op::AggregateRow row{.group = group, .values = {}};
    for (const op::Measure& wanted : request.measures) {
      row.values.push_back(measure(wanted, records));
    }
    response.rows.push_back(std::move(row));
  }
  return response;
}

Result<op::RecordFunnelResponse> FakeRecords::funnel(const op::RecordFunnelRequest& request) const {
  if (request.pipeline != "sales") {
    return Error{ErrorCode::invalid_argument, "there is no pipeline " + request.pipeline};
  }
  std::map<Json, std::vector<op::FunnelStage>> profiles;
  const auto profile_of = [&profiles](const Json& value) -> std::vector<op::FunnelStage>& {
    std::vector<op::FunnelStage>& stages = profiles[value];
    if (!stages.empty()) return stages;
    for (const auto& [stage, label] : kStages)
      stages.push_back({.stage = stage, .labels = {{"en", label}}});
    return stages;
  };
  if (!request.by) profile_of(nullptr);
  const std::vector<op::Condition> wanted = resolved(request.filter);
  const auto deals = by_entity_.find("deal");
  if (deals != by_entity_.end()) {
    for (const auto& [id, deal] : deals->second) {
      if (!matches(deal, wanted)) continue;
      for (op::FunnelStage& stage : profile_of(request.by ? value_of(deal, *request.by) : Json())) {
        ++stage.reached;
        if (value_of(deal, "reached") == stage.stage) break;
        if (value_of(deal, "reached").is_null()) break;  // It has only begun.
      }
    }
  }
  op::RecordFunnelResponse response;
  for (auto& [value, stages] : profiles) {
    op::FunnelProfile profile{.stages = std::move(stages)};
    if (value.is_string()) profile.of = value.get<std::string>();
    response.profiles.push_back(std::move(profile));
  }
  std::stable_sort(response.profiles.begin(), response.profiles.end(),
                   [](const op::FunnelProfile& one, const op::FunnelProfile& other) {
                     return one.stages[0].reached > other.stages[0].reached;
                   });
  return response;
}

}  // namespace kontor::testing

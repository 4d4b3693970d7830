#include <kontor/op/record_aggregate.hpp>
#include <kontor/op/record_create.hpp>
#include <kontor/op/record_delete.hpp>
#include <kontor/op/record_funnel.hpp>
#include <kontor/op/record_get.hpp>
#include <kontor/op/record_list.hpp>
#include <kontor/op/record_update.hpp>

#include "host/app/funnel.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// Records: the rights of the plugin's principal decide, as for everybody else.
namespace kontor::host {
namespace {

op::Record to_operation(const Record& record) {
  return {.id = record.id,
          .entity = record.entity,
          .version = record.version,
          .created_at = to_rfc3339(record.created_at_ms),
          .updated_at = to_rfc3339(record.updated_at_ms),
          .fields = record.fields};
}

// The purpose that Records must check people's consent for; empty when it rests on
// another basis.
Result<std::string> purpose_to_check(const PluginInstance& plugin, const std::string& entity,
                                     const std::string& purpose) {
  const bool consent = TRY(purpose_needs_consent(plugin.manifest(), entity, purpose));
  return consent ? purpose : std::string();
}

template <typename List>
Json as_json(const List& list) {
  Json json = Json::array();
  for (const auto& item : list) json.push_back(op::encode(item));
  return json;
}

// A profile of funnel() with what people call its stages.
op::FunnelProfile to_profile(const Json& profile, const Entity& deal) {
  op::FunnelProfile answer;
  if (profile.at("of").is_string()) answer.of = profile["of"].get<std::string>();
  const Field* const stages = deal.find("stage");
  for (const Json& reached : profile.at("stages")) {
    op::FunnelStage stage{.stage = reached.at("stage").get<std::string>(),
                          .reached = reached.at("reached").get<std::int64_t>()};
    for (const Choice& choice : stages->choices)
      if (choice.value == stage.stage) stage.labels = choice.labels;
    answer.stages.push_back(std::move(stage));
  }
  return answer;
}

// The conditions and a saved segment's filter, if one is named. The plugin must be allowed to
// read segments; Records checks the fields that the filter names.
Result<Json> filter_of(Records& records, const PluginInstance& plugin, const std::string& entity,
                       const std::vector<op::Condition>& conditions,
                       const std::optional<std::string>& segment) {
  Json all = as_json(conditions);
  if (segment.value_or("").empty()) return all;
  const Record saved = TRY(records.get(plugin.principal(), "segment", *segment));
  if (saved.fields.value("of", "") != entity)
    return Error{ErrorCode::invalid_argument, "this segment is not of " + entity + " records"};
  const std::string text = saved.fields.value("filter", "");
  if (!text.empty()) all.push_back(TRY(parse_json(text)));
  return all;
}

}  // namespace

void HostOperations::add_record_operations() {
  Records& records = parts_.host.records;
  add<op::RecordGet>(
      [&records](PluginInstance& plugin,
                 const op::RecordGetRequest& request) -> Result<op::RecordGetResponse> {
        const std::string purpose = TRY(purpose_to_check(plugin, request.entity, request.purpose));
        const auto record = records.get(plugin.principal(), request.entity, request.id, purpose);
        if (!record && record.error().code == ErrorCode::not_found) return op::RecordGetResponse{};
        if (!record) return record.error();
        return op::RecordGetResponse{to_operation(*record)};
      });
  add<op::RecordList>([&records](
                          PluginInstance& plugin,
                          const op::RecordListRequest& request) -> Result<op::RecordListResponse> {
    ListRequest list{.entity = request.entity};
    list.filter = TRY(filter_of(records, plugin, request.entity, request.filter, request.segment));
    list.purpose = TRY(purpose_to_check(plugin, request.entity, request.purpose));
    list.sort = "id";  // What comes into being meanwhile stands on a later page.
    list.cursor = request.cursor.value_or("");
    list.limit = static_cast<int>(std::min<std::int64_t>(request.limit, kListLimitMax));
    const RecordPage page = TRY(records.list(plugin.principal(), list));
    op::RecordListResponse answer;
    for (const Record& record : page.records) answer.records.push_back(to_operation(record));
    if (!page.next.empty()) answer.next = page.next;
    return answer;
  });
  add<op::RecordCreate>(
      [&records](PluginInstance& plugin,
                 const op::RecordCreateRequest& request) -> Result<op::RecordCreateResponse> {
        const Record record = TRY(records.create(plugin.principal(), request.entity, request.fields,
                                                 request.key.value_or("")));
        return op::RecordCreateResponse{to_operation(record)};
      });
  add<op::RecordUpdate>(
      [&records](PluginInstance& plugin,
                 const op::RecordUpdateRequest& request) -> Result<op::RecordUpdateResponse> {
        const Record record = TRY(records.update(plugin.principal(), request.entity, request.id,
                                                 request.version, request.fields));
        return op::RecordUpdateResponse{to_operation(record)};
      });
  add<op::RecordDelete>(
      [&records](PluginInstance& plugin,
                 const op::RecordDeleteRequest& request) -> Result<op::RecordDeleteResponse> {
        TRY(records.remove(plugin.principal(), request.entity, request.id, request.version));
        return op::RecordDeleteResponse{};
      });
  add<op::RecordAggregate>(
      [&records](PluginInstance& plugin,
                 const op::RecordAggregateRequest& request) -> Result<op::RecordAggregateResponse> {
        const Json filter =
            TRY(filter_of(records, plugin, request.entity, request.filter, request.segment));
        const Json wanted = {{"filter", filter},
                             {"group_by", request.group_by},
                             {"measures", as_json(request.measures)}};
        auto rows = TRY(records.aggregate(plugin.principal(), request.entity, wanted));
        op::RecordAggregateResponse answer;
        for (AggregateRow& row : rows)
          answer.rows.push_back({std::move(row.group), std::move(row.values)});
        return answer;
      });
  add<op::RecordFunnel>(
      [this](PluginInstance& plugin,
             const op::RecordFunnelRequest& request) -> Result<op::RecordFunnelResponse> {
        const PluginsParts& host = parts_.host;
        const Json wanted = {{"pipeline", request.pipeline},
                             {"by", request.by.value_or("")},
                             {"filter", as_json(request.filter)}};
        const Json found =
            TRY(funnel(host.records, host.database, host.clock, plugin.principal(), wanted));
        const auto catalogue = host.records.definitions().now();
        const Entity* const deal = TRY(catalogue->require("deal"));
        op::RecordFunnelResponse answer;
        for (const Json& profile : found.at("profiles"))
          answer.profiles.push_back(to_profile(profile, *deal));
        return answer;
      });
}

}  // namespace kontor::host

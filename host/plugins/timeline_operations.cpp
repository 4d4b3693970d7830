#include <kontor/op/timeline_add.hpp>
#include <kontor/op/timeline_add_many.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// What stands on the timelines of records.
namespace kontor::host {
namespace {

// Of either request: their members are the same.
template <typename Wish>
Result<TimelineEntry> to_entry(const Wish& wish) {
  TimelineEntry entry{.subject_entity = wish.record.entity,
                      .subject = wish.record.id,
                      .kind = wish.kind,
                      .summary = wish.summary,
                      .body = wish.body};
  entry.occurred_at_ms = TRY(parse_rfc3339(wish.occurred_at));
  entry.duration_s = wish.duration_s;
  entry.direction = wish.direction;
  entry.state = wish.state;
  entry.external_id = wish.external_id.value_or("");
  return entry;
}

}  // namespace

void HostOperations::add_timeline_operations() {
  Records& records = parts_.host.records;
  add<op::TimelineAdd>(
      [&records](PluginInstance& plugin,
                 const op::TimelineAddRequest& request) -> Result<op::TimelineAddResponse> {
        TRY(require_operation(plugin.manifest(), "timeline.add"));
        const TimelineEntry entry = TRY(to_entry(request));
        return op::TimelineAddResponse{TRY(records.add_to_timeline(plugin.principal(), entry))};
      });
  add<op::TimelineAddMany>(
      [&records](PluginInstance& plugin,
                 const op::TimelineAddManyRequest& request) -> Result<op::TimelineAddManyResponse> {
        TRY(require_operation(plugin.manifest(), "timeline.add"));
        std::vector<TimelineEntry> entries;
        entries.reserve(request.entries.size());
        for (const auto& wish : request.entries) {
          TimelineEntry entry = TRY(to_entry(wish));
          entries.push_back(std::move(entry));
        }
        op::TimelineAddManyResponse answer;
        for (const auto& added : TRY(records.add_all_to_timelines(plugin.principal(), entries)))
          answer.results.push_back(added ? op::AddedEntry{*added, ""}
                                         : op::AddedEntry{"", added.error().message});
        return answer;
      });
}

}  // namespace kontor::host

#include <kontor/op/job_cancel.hpp>
#include <kontor/op/job_schedule.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// The plugin's own work for later.
namespace kontor::host {

void HostOperations::add_job_operations() {
  add<op::JobSchedule>([this](PluginInstance& plugin, const op::JobScheduleRequest& request)
                           -> Result<op::JobScheduleResponse> {
    TRY(require_operation(plugin.manifest(), "job.schedule"));
    if (find_contribution(plugin.manifest().contributes.jobs, request.job) == nullptr)
      return Error{ErrorCode::invalid_argument, plugin.id() + " declares no job " + request.job};
    PluginJob job{.id = parts_.host.ids.next(), .plugin = plugin.id(), .job = request.job};
    job.run_at_ms = TRY(parse_rfc3339(request.run_at));
    job.payload = request.payload;
    TRY(parts_.jobs.add(job));
    return op::JobScheduleResponse{job.id};
  });
  add<op::JobCancel>([this](PluginInstance& plugin,
                            const op::JobCancelRequest& request) -> Result<op::JobCancelResponse> {
    TRY(require_operation(plugin.manifest(), "job.schedule"));  // Who may, may take it back.
    return op::JobCancelResponse{TRY(parts_.jobs.cancel(plugin.id(), request.id))};
  });
}

}  // namespace kontor::host

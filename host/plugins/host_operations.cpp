#include "host/plugins/host_operations.hpp"

namespace kontor::host {

namespace {

// No permission, as opposed to no consent, no licence or no permit: those say a code.
bool lacks_permission(const Error& error) {
  return error.code == ErrorCode::forbidden &&
         (error.detail.empty() || error.detail.find("missing-right") != std::string::npos);
}

}  // namespace

HostOperations::HostOperations(Parts parts)
    : parts_(parts),
      event_quota_(parts.host.clock),
      files_(parts.host.database, parts.host.clock, parts.host.ids, parts.host.data / "files"),
      permits_(parts.host.clock),
      relays_(parts.host.ca_file),
      mail_({parts.host.database, parts.host.clock, parts.host.ids, parts.host.outbox, files_,
             relays_, parts.mail}) {
  add_mail_operations();
  add_file_operations();
  add_job_operations();
  add_record_operations();
  add_storage_operations();
  add_people_operations();
  add_timeline_operations();
  add_message_permits();
  add_network_operations();
  add_service_operations();
}

runtime::HostAnswer HostOperations::serve(PluginInstance& plugin,
                                          const runtime::HostCall& call) const {
  const auto handler = handlers_.find(call.operation);
  if (handler == handlers_.end())
    return {Error{ErrorCode::not_found, "this host has no such operation"}};
  const auto request =
      parse_json(call.request, {.bytes_max = std::size_t{16} << 20, .depth_max = 32});
  if (!request) return {request.error()};
  runtime::HostAnswer answer = handler->second(plugin, *request);
  if (!answer.text && lacks_permission(answer.text.error())) {
    const std::lock_guard lock(mutex_);
    ++denied_[plugin.id()];
  }
  return answer;
}

std::int64_t HostOperations::denied(const std::string& plugin) const {
  const std::lock_guard lock(mutex_);
  const auto found = denied_.find(plugin);
  return found == denied_.end() ? 0 : found->second;
}

}  // namespace kontor::host

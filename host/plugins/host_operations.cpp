#include "host/plugins/host_operations.hpp"

namespace kontor::host {

HostOperations::HostOperations(Parts parts) : parts_(parts) {
  add_record_operations();
  add_storage_operations();
  add_people_operations();
  add_message_permit();
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
  return handler->second(plugin, *request);
}

}  // namespace kontor::host

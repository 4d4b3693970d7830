#include <kontor/op/event_emit.hpp>
#include <kontor/op/license_check.hpp>
#include <kontor/op/service_call.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// Other plugins, events and the plugin's own licence.
namespace kontor::host {
namespace {

std::optional<std::string> end_of_license(licensing::SeatLedger& seats, const std::string& product,
                                          TimeMs now_ms) {
  for (const auto& license : seats.licenses(product))
    if (license.valid_at(now_ms) && license.expires_at_ms)
      return to_rfc3339(*license.expires_at_ms);
  return std::nullopt;
}

}  // namespace

void HostOperations::add_service_operations() {
  add<op::ServiceCall>([this](PluginInstance& plugin, const op::ServiceCallRequest& request)
                           -> Result<op::ServiceCallResponse> {
    TRY(require_service(plugin.manifest(), request.service));
    return op::ServiceCallResponse{
        TRY(parts_.services.call(plugin.id(), request.service, request.method, request.request))};
  });
  add<op::EventEmit>([this](PluginInstance& plugin,
                            const op::EventEmitRequest& request) -> Result<op::EventEmitResponse> {
    TRY(require_operation(plugin.manifest(), "event.emit"));
    // "person.created" is the host's to say.
    const std::string subject = request.name.substr(0, request.name.find('.'));
    if (parts_.host.definitions.now()->find(subject) != nullptr)
      return Error{ErrorCode::forbidden, "events about " + subject + " come from the host only"};
    TRY(parts_.host.outbox.emit(
        {.name = request.name, .payload = request.payload, .origin = plugin.id()}));
    return op::EventEmitResponse{};
  });
  add<op::LicenseCheck>(
      [this](PluginInstance& plugin,
             const op::LicenseCheckRequest& request) -> Result<op::LicenseCheckResponse> {
        TRY(require_operation(plugin.manifest(), "license.check"));
        op::LicenseCheckResponse answer;
        const auto& license = plugin.manifest().license;
        if (license.free) {
          answer.state = "licensed";
          return answer;
        }
        const auto state =
            TRY(parts_.host.seats.entitlement(license.product, request.feature.value_or("")));
        answer.state = licensing::name_of(state);
        answer.expires_at =
            end_of_license(parts_.host.seats, license.product, parts_.host.clock.now_ms());
        return answer;
      });
}

}  // namespace kontor::host

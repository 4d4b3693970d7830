#include <kontor/op/event_emit.hpp>
#include <kontor/op/license_check.hpp>
#include <kontor/op/service_call.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// Other plugins, events and the plugin's own licence.
namespace kontor::host {
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
    TRY(event_quota_.take(plugin.id()));
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
        auto proof = TRY(parts_.seats.company().prove(license.product, request.feature.value_or(""),
                                                      request.nonce));
        answer.state = licensing::name_of(proof.state);
        if (!proof.token.empty()) answer.token = std::move(proof.token);
        if (!proof.document.empty()) answer.document = std::move(proof.document);
        if (!proof.binding.empty()) {
          answer.binding = std::move(proof.binding);
          answer.device_key = std::move(proof.device_key);
        }
        if (proof.expires_at_ms) answer.expires_at = to_rfc3339(*proof.expires_at_ms);
        return answer;
      });
}

}  // namespace kontor::host

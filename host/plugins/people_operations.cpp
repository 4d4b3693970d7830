#include <kontor/op/consent_allowed.hpp>
#include <kontor/op/phone_normalise.hpp>
#include <kontor/op/ui_push.hpp>
#include <kontor/op/user_notify.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// What reaches users and speaks about people.
namespace kontor::host {

void HostOperations::add_people_operations() {
  add<op::ConsentAllowed>(
      [this](PluginInstance& plugin,
             const op::ConsentAllowedRequest& request) -> Result<op::ConsentAllowedResponse> {
        TRY(require_operation(plugin.manifest(), "consent.allowed"));
        auto consent = TRY(parts_.services.consent(plugin.id(), request.person, request.purpose));
        return op::ConsentAllowedResponse{consent.allowed, std::move(consent.basis),
                                          std::move(consent.reason)};
      });
  add<op::PhoneNormalise>(
      [this](PluginInstance& plugin,
             const op::PhoneNormaliseRequest& request) -> Result<op::PhoneNormaliseResponse> {
        TRY(require_operation(plugin.manifest(), "phone.normalise"));
        PhoneDefaults defaults = parts_.host.records.phone_defaults();
        if (request.region) defaults = {.region = *request.region, .area_code = {}};
        const Phone phone = normalise_phone(request.text, defaults);
        op::PhoneNormaliseResponse answer;
        if (phone.number.starts_with('+')) answer.e164 = phone.number;
        answer.flag = phone_flag_name(phone.flag);
        answer.reason = phone.reason;
        return answer;
      });
  add<op::UserNotify>(
      [this](PluginInstance& plugin,
             const op::UserNotifyRequest& request) -> Result<op::UserNotifyResponse> {
        TRY(require_operation(plugin.manifest(), "user.notify"));
        TRY(parts_.host.accounts.user(request.user));
        parts_.host.notices.to_user(
            request.user, "notice",
            {{"text", request.text}, {"kind", request.kind}, {"plugin", plugin.id()}});
        return op::UserNotifyResponse{};
      });
  add<op::UiPush>([this](PluginInstance& plugin,
                         const op::UiPushRequest& request) -> Result<op::UiPushResponse> {
    TRY(require_operation(plugin.manifest(), "ui.push"));
    Notices& notices = parts_.host.notices;
    Json payload = request.payload;
    payload["plugin"] = plugin.id();  // No plugin speaks in another's name.
    const package::Manifest& manifest = plugin.manifest();
    if (request.user) {
      TRY(parts_.host.accounts.user(*request.user));
      TRY(parts_.seats.require_target(manifest, *request.user));
      notices.to_user(*request.user, request.kind, payload);
      return op::UiPushResponse{};
    }
    if (manifest.license.free) {
      notices.to_all(request.kind, payload);
      return op::UiPushResponse{};
    }
    TRY(parts_.seats.require_entitlement(manifest));
    const auto occupancy = TRY(parts_.seats.company().occupancy(manifest.license.product));
    if (occupancy.model == licensing::SeatModel::site) notices.to_all(request.kind, payload);
    for (const auto& holder : occupancy.holders)
      if (occupancy.model != licensing::SeatModel::site)
        notices.to_user(holder.subject, request.kind, payload);
    return op::UiPushResponse{};
  });
}

}  // namespace kontor::host

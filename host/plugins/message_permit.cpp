#include <kontor/op/message_permit.hpp>

#include "host/access/audit_log.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// An address for one message: the only way from a person to a number for a plugin that
// may not read numbers, and never without a basis.
namespace kontor::host {
namespace {

constexpr std::int64_t kPermitMs = std::int64_t{15} * 60 * 1000;

std::string address_of(const Record& person, const std::string& channel) {
  const auto field = person.fields.find(channel == "email" ? "email" : "phone");
  return field != person.fields.end() && field->is_string() ? field->get<std::string>() : "";
}

}  // namespace

void HostOperations::add_message_permit() {
  add<op::MessagePermit>([this](PluginInstance& plugin, const op::MessagePermitRequest& request)
                             -> Result<op::MessagePermitResponse> {
    TRY(require_operation(plugin.manifest(), "message.permit"));
    TRY(purpose_needs_consent(plugin.manifest(), "person", request.purpose));  // Declared at all.
    const Record person =
        TRY(parts_.host.records.get(Principal::system(), "person", request.person));
    const auto consent = TRY(parts_.services.consent(plugin.id(), request.person, request.purpose));
    if (!consent.allowed)
      return Error{ErrorCode::forbidden,
                   "no " + request.channel + " for the purpose " + request.purpose + ": " +
                       (consent.reason.empty() ? "no consent" : consent.reason),
                   R"({"code":"no-consent"})"};
    op::MessagePermitResponse answer;
    answer.address = address_of(person, request.channel);
    if (answer.address.empty())
      return Error{ErrorCode::not_found, "this person has no address for " + request.channel,
                   R"({"code":"no-address"})"};
    answer.permit = parts_.host.ids.next();
    answer.basis = consent.basis;
    answer.consent = consent.record;
    const TimeMs expires_at_ms = parts_.host.clock.now_ms() + kPermitMs;
    answer.expires_at = to_rfc3339(expires_at_ms);
    const AuditEntry entry{.action = "message.permit",
                           .entity = "person",
                           .record_id = request.person,
                           .detail = {{"permit", answer.permit},
                                      {"channel", request.channel},
                                      {"purpose", request.purpose},
                                      {"basis", consent.basis},
                                      {"consent", consent.record}}};
    const AuditLog audit(parts_.host.clock);
    const auto release = [&](db::Session& session) -> Status {
      TRY(permits_.add(session, {answer.permit, plugin.id(), request.person, request.channel,
                                 request.purpose, answer.address, expires_at_ms}));
      return audit.append(session, {"plugin", plugin.id()}, {entry});
    };
    TRY(parts_.host.database.transaction(release));
    return answer;
  });
}

}  // namespace kontor::host

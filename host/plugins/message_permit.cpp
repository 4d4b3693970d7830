#include <kontor/op/message_permit.hpp>
#include <kontor/op/message_permit_many.hpp>

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

Error refusal(ErrorCode code, std::string why, const char* name) {
  return {code, std::move(why), to_text(Json{{"code", name}})};
}

std::string code_of(const Error& error) {
  const auto detail = parse_json(error.detail);
  return detail && detail->is_object() ? detail->value("code", "") : "";
}

AuditEntry entry_of(const op::PersonPermit& permit, const op::MessagePermitManyRequest& request) {
  return {.action = "message.permit",
          .entity = "person",
          .record_id = permit.person,
          .detail = {{"permit", permit.permit},
                     {"channel", request.channel},
                     {"purpose", request.purpose},
                     {"basis", permit.basis},
                     {"consent", permit.consent}}};
}

}  // namespace

Result<op::PersonPermit> HostOperations::judge(const Record* person,
                                               const ServiceCalls::Consent& consent,
                                               const op::MessagePermitManyRequest& request,
                                               TimeMs expires_at_ms) const {
  if (person == nullptr)
    return refusal(ErrorCode::not_found, "there is no such person", "no-person");
  if (!consent.allowed)
    return refusal(ErrorCode::forbidden,
                   "no " + request.channel + " for the purpose " + request.purpose + ": " +
                       (consent.reason.empty() ? "no consent" : consent.reason),
                   "no-consent");
  op::PersonPermit permit{.person = person->id, .address = address_of(*person, request.channel)};
  if (permit.address.empty())
    return refusal(ErrorCode::not_found, "this person has no address for " + request.channel,
                   "no-address");
  permit.permit = parts_.host.ids.next();
  permit.expires_at = to_rfc3339(expires_at_ms);
  permit.basis = consent.basis;
  permit.consent = consent.record;
  return permit;
}

Result<std::vector<Result<op::PersonPermit>>> HostOperations::permit(
    const PluginInstance& plugin, const op::MessagePermitManyRequest& request) const {
  TRY(require_operation(plugin.manifest(), "message.permit"));
  TRY(purpose_needs_consent(plugin.manifest(), "person", request.purpose));  // Declared at all.
  const std::vector<Record> found =
      TRY(parts_.host.database.read([&](db::Session& session) -> Result<std::vector<Record>> {
        return parts_.host.records.store().find_all(session, "person", request.persons);
      }));
  std::map<std::string, const Record*> people;
  for (const Record& one : found) people[one.id] = &one;
  std::vector<std::string> asked;
  for (const auto& [id, unused] : people) asked.push_back(id);
  const auto consents = TRY(parts_.services.all_consents(plugin.id(), asked, request.purpose));
  const TimeMs expires_at_ms = parts_.host.clock.now_ms() + kPermitMs;
  std::vector<Result<op::PersonPermit>> answers;
  std::vector<MessagePermit> given;
  std::vector<AuditEntry> entries;
  for (const std::string& id : request.persons) {
    const auto person = people.find(id);
    const auto consent = consents.find(id);
    auto permit = judge(person == people.end() ? nullptr : person->second,
                        consent == consents.end() ? ServiceCalls::Consent{} : consent->second,
                        request, expires_at_ms);
    if (permit) entries.push_back(entry_of(*permit, request));
    // A mail takes its permit to the host; nobody asks for any other again.
    if (permit && request.channel == "email")
      given.push_back({permit->permit, plugin.id(), id, request.channel, request.purpose,
                       permit->address, expires_at_ms});
    answers.push_back(std::move(permit));
  }
  if (entries.empty()) return answers;
  const AuditLog audit(parts_.host.clock);
  const auto write = [&](db::Session& session) -> Status {
    if (!given.empty()) TRY(permits_.add(session, given));
    return audit.append(session, {"plugin", plugin.id()}, entries);
  };
  TRY(parts_.host.database.transaction(write));
  return answers;
}

void HostOperations::add_message_permits() {
  add<op::MessagePermit>(
      [this](PluginInstance& plugin,
             const op::MessagePermitRequest& request) -> Result<op::MessagePermitResponse> {
        auto permits = TRY(permit(plugin, {{request.person}, request.channel, request.purpose}));
        op::PersonPermit one = TRY(std::move(permits.front()));
        return op::MessagePermitResponse{one.permit, one.address, one.expires_at, one.basis,
                                         one.consent};
      });
  add<op::MessagePermitMany>(
      [this](PluginInstance& plugin,
             const op::MessagePermitManyRequest& request) -> Result<op::MessagePermitManyResponse> {
        auto permits = TRY(permit(plugin, request));
        op::MessagePermitManyResponse answer;
        for (std::size_t i = 0; i < permits.size(); ++i) {
          if (permits[i]) {
            answer.permits.push_back(std::move(*permits[i]));
          } else {
            const Error& error = permits[i].error();
            answer.refusals.push_back({request.persons[i], code_of(error), error.message});
          }
        }
        return answer;
      });
}

}  // namespace kontor::host

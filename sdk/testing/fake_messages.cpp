#include "sdk/testing/fake_host.hpp"

// Permits and the mails sent with them.
namespace kontor::testing {

void FakeHost::answer_messages() {
  on<op::MessagePermit>([this](const auto& request) -> Result<op::MessagePermitResponse> {
    const std::lock_guard lock(mutex_);
    const op::Record* person = records_.find("person", request.person);
    if (!person) return Error{ErrorCode::not_found, "there is no person " + request.person};
    if (!consents_.contains({request.person, request.purpose})) {
      return Error{ErrorCode::forbidden, "no consent of this person for " + request.purpose,
                   R"({"code":"no-consent"})"};
    }
    const std::string address =
        text_of(person->fields, request.channel == "email" ? "email" : "phone");
    if (address.empty()) {
      return Error{ErrorCode::not_found, "this person has no address for " + request.channel,
                   R"({"code":"no-address"})"};
    }
    const std::string permit = "permit-" + std::to_string(++last_permit_);
    permits_[permit] = request;
    permit_addresses_[permit] = address;
    return op::MessagePermitResponse{.permit = permit,
                                     .address = address,
                                     .expires_at = "2100-01-01T00:00:00.000Z",
                                     .basis = "consent",
                                     .consent = "consent-" + request.person};
  });
  on<op::MessagePermitMany>([this](const auto& request) -> Result<op::MessagePermitManyResponse> {
    op::MessagePermitManyResponse response;
    for (const std::string& person : request.persons) {
      const auto one = answer<op::MessagePermit>(
          {.person = person, .channel = request.channel, .purpose = request.purpose});
      if (one) {
        response.permits.push_back({.person = person,
                                    .permit = one->permit,
                                    .address = one->address,
                                    .expires_at = one->expires_at,
                                    .basis = one->basis,
                                    .consent = one->consent});
        continue;
      }
      const Error& error = one.error();
      if (error.code != ErrorCode::forbidden && error.code != ErrorCode::not_found) return error;
      const auto detail = parse_json(error.detail.empty() ? "{}" : error.detail);
      response.refusals.push_back(
          {.person = person,
           .code = detail ? detail->value("code", "no-person") : "no-person",
           .reason = error.message});
    }
    return response;
  });
  on<op::MailSend>([this](const auto& request) -> Result<op::MailSendResponse> {
    const std::lock_guard lock(mutex_);
    for (const SentMail& before : mails_) {
      if (request.key && before.request.key == request.key)
        return op::MailSendResponse{.id = before.id};
    }
    for (const std::string& file : request.attachments) {
      if (!files_.find(file)) return Error{ErrorCode::not_found, "there is no file " + file};
    }
    const auto permit = permits_.find(request.permit);
    if (permit == permits_.end() || permit->second.channel != "email") {
      return Error{ErrorCode::forbidden, "this permit was used, or is not one for email",
                   R"({"code":"no-permit"})"};
    }
    permits_.erase(permit);
    mails_.push_back({.id = "mail-" + std::to_string(mails_.size() + 1),
                      .address = permit_addresses_[request.permit],
                      .request = request});
    return op::MailSendResponse{.id = mails_.back().id};
  });
}

}  // namespace kontor::testing

#include <set>
#include <utility>

#include "smpp_desk.hpp"

// Where messages may go: asked of the host when their turn has come, for many at once.
namespace kontor::sms {
namespace {

// A permit younger than this is used without asking again.
constexpr smpp::TimeMs kPermitFreshMs = 60'000;

}  // namespace

// The host's leave, and that the number has not asked for silence.
std::map<std::string, SmppDesk::Release> SmppDesk::addresses_for(std::vector<Message>& messages) {
  std::map<std::string, Release> releases;
  std::map<std::string, std::vector<Message*>> asked;  // By purpose.
  for (Message& message : messages) {
    const auto released = released_.find(message.id);
    if (released != released_.end() && smpp::now_ms() - released->second.at_ms < kPermitFreshMs) {
      releases[message.id].address = released->second.address;
    } else {
      asked[message.purpose].push_back(&message);
    }
  }
  for (const auto& [purpose, some] : asked) ask_permits(purpose, some, releases);
  std::set<std::string> stops;
  for (const auto& [id, release] : releases)
    if (!release.address.empty()) stops.insert(stops_.key_of(release.address));
  outbox_.journal().fetch(stops);
  for (auto& [id, release] : releases) {
    if (release.address.empty()) continue;
    if (!outbox_.journal().get(stops_.key_of(release.address)).is_null())
      release.refusal = "the number has opted out";
  }
  return releases;
}

void SmppDesk::ask_permits(const std::string& purpose, const std::vector<Message*>& messages,
                           std::map<std::string, Release>& releases) {
  // A permit is for one message: a second one to the same person has its own.
  std::map<std::string, Message*> firsts;
  op::MessagePermitManyRequest request{.persons = {}, .channel = "sms", .purpose = purpose};
  for (Message* message : messages) {
    if (firsts.emplace(message->person, message).second) {
      request.persons.push_back(message->person);
    } else {
      releases[message->id] = ask_permit(*message);
    }
  }
  const auto answer = host_.message_permit_many(request);
  for (const auto& permit : answer.permits) {
    const auto first = firsts.find(permit.person);
    if (first == firsts.end()) continue;
    allow(*first->second, {.permit = permit.permit,
                           .address = permit.address,
                           .expires_at = permit.expires_at,
                           .basis = permit.basis,
                           .consent = permit.consent});
    releases[first->second->id].address = permit.address;
    firsts.erase(first);
  }
  for (const auto& refusal : answer.refusals) {
    const auto first = firsts.find(refusal.person);
    if (first != firsts.end()) releases[first->second->id].refusal = refusal.reason;
  }
  for (const auto& [person, message] : firsts) {
    Release& release = releases[message->id];
    if (release.refusal.empty()) release.refusal = "no permit was given";
  }
}

SmppDesk::Release SmppDesk::ask_permit(Message& message) {
  try {
    const auto permit = host_.message_permit(
        {.person = message.person, .channel = "sms", .purpose = message.purpose});
    allow(message, permit);
    return {permit.address, ""};
  } catch (const Failure& refusal) {
    if (refusal.status() != KONTOR_FORBIDDEN && refusal.status() != KONTOR_NOT_FOUND) throw;
    return {"", refusal.what()};
  }
}

}  // namespace kontor::sms

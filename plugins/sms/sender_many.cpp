// Many messages at once: permits, opt-outs and intents each cost one call to the host.
#include <map>
#include <set>
#include <utility>

#include "sender.hpp"
#include "sentences.hpp"

namespace kontor::sms {
namespace {

// An order that nothing speaks against so far.
struct Candidate {
  std::size_t place;  // Among the orders.
  Size size;
  op::MessagePermitResponse permit = {};
};

kontor_status status_of(const op::PersonRefusal& refusal) {
  return refusal.code == "no-consent" ? KONTOR_FORBIDDEN : KONTOR_NOT_FOUND;
}

}  // namespace

Sender::Sent Sender::try_one(const Order& order) {
  try {
    return {.message = send(order)};
  } catch (const Failure& failure) {
    const bool is_of_the_order = failure.status() == KONTOR_INVALID_ARGUMENT ||
                                 failure.status() == KONTOR_FORBIDDEN ||
                                 failure.status() == KONTOR_NOT_FOUND;
    if (!is_of_the_order) throw;
    return {.refusal = failure.status(), .reason = failure.what()};
  }
}

std::vector<Sender::Sent> Sender::send_all(const std::vector<Order>& orders) {
  std::vector<Sent> sent(orders.size());
  if (!desk_ || orders.size() < 2) {
    // Kannel is waited for each time, and consent is asked when it is somebody's turn.
    for (std::size_t i = 0; i < orders.size(); ++i) sent[i] = try_one(orders[i]);
    return sent;
  }
  std::vector<std::string> ids;
  for (const Order& order : orders) ids.push_back(order.id);
  outbox_.fetch(ids);
  std::map<std::string, Candidate> candidates;  // By person.
  op::MessagePermitManyRequest request{
      .persons = {}, .channel = "sms", .purpose = orders.front().purpose};
  for (std::size_t i = 0; i < orders.size(); ++i) {
    sent[i].message = outbox_.find(orders[i].id);
    if (sent[i].message) continue;
    try {
      const Size size = check_text(orders[i].text, locale_);
      if (!candidates.emplace(orders[i].person, Candidate{.place = i, .size = size}).second)
        throw Failure(KONTOR_INVALID_ARGUMENT, "one person twice");
      request.persons.push_back(orders[i].person);
    } catch (const Failure& failure) {
      sent[i].refusal = failure.status();
      sent[i].reason = failure.what();
    }
  }
  std::set<std::string> stops;
  if (!request.persons.empty()) {
    auto answer = host_.message_permit_many(request);
    for (const auto& refusal : answer.refusals) {
      const auto refused = candidates.find(refusal.person);
      if (refused == candidates.end()) continue;
      sent[refused->second.place].refusal = status_of(refusal);
      sent[refused->second.place].reason = refusal.reason;
      candidates.erase(refused);
    }
    for (auto& one : answer.permits) {
      const auto found = candidates.find(one.person);
      if (found == candidates.end()) continue;
      stops.insert(stops_.key_of(one.address));
      found->second.permit = {.permit = std::move(one.permit),
                              .address = std::move(one.address),
                              .expires_at = std::move(one.expires_at),
                              .basis = std::move(one.basis),
                              .consent = std::move(one.consent)};
    }
  }
  outbox_.hold();
  try {
    outbox_.journal().fetch(stops);
    for (auto& [person, one] : candidates) {
      Sent& answer = sent[one.place];
      const std::string& address = one.permit.address;
      if (address.empty() || !outbox_.journal().get(stops_.key_of(address)).is_null()) {
        answer.refusal = KONTOR_FORBIDDEN;
        answer.reason = kOptedOut.in(locale_);
        continue;
      }
      Message message = message_of(orders[one.place], one.size, one.permit);
      outbox_.begin(message);
      if (!message.not_before.empty() || !is_open()) outbox_.show(message);
      answer.message = std::move(message);
    }
    const auto gone = outbox_.commit();
    outbox_.release();
    for (const auto& [person, one] : candidates) {
      Sent& answer = sent[one.place];
      if (!answer.message) continue;
      if (gone.contains(answer.message->id)) {
        answer = {.refusal = KONTOR_FORBIDDEN, .reason = "this person was erased"};
      } else if (answer.message->not_before.empty()) {
        dispatch(*answer.message, one.permit.address);
      }
    }
  } catch (...) {
    outbox_.drop();
    throw;
  }
  return sent;
}

}  // namespace kontor::sms

#include <algorithm>
#include <iterator>
#include <kontor/time.hpp>
#include <set>
#include <utility>

#include "smpp_desk.hpp"

// What comes back through the SMSC: receipts, and what people write.
namespace kontor::sms {
namespace {

constexpr std::size_t kEarlyMax = 10'000;  // Receipts kept for a response still to come.

// What the host will never take; all else it may take a little later.
bool is_for_good(std::int32_t status) {
  return status == KONTOR_INVALID_ARGUMENT || status == KONTOR_FORBIDDEN ||
         status == KONTOR_NOT_FOUND || status == KONTOR_CONFLICT;
}

}  // namespace

std::uint32_t SmppDesk::delivered(const smpp::ShortMessage& message) {
  const std::lock_guard lock(mutex_);
  try {
    if (auto receipt = smpp::receipt_of(message)) {
      receipts_.push_back(std::move(*receipt));
      return smpp::kOk;
    }
    const smpp::Incoming incoming = smpp::incoming_of(message);
    inbox_.take({.from = smpp::text_of(message.source),
                 .text = incoming.text,
                 .reference = incoming.reference,
                 .total = incoming.total,
                 .number = incoming.number});
    return smpp::kOk;
  } catch (const Failure& failure) {
    host_.log_warning(std::string("what the SMSC brought is not written down: ") + failure.what());
    return is_for_good(failure.status()) ? smpp::kPermanentAppError : smpp::kTemporaryAppError;
  }
}

// What is to be read for them is read at once.
void SmppDesk::take_receipts() {
  const std::vector<smpp::Receipt> receipts = std::exchange(receipts_, {});
  if (receipts.empty()) return;
  Journal& journal = outbox_.journal();
  std::set<std::string> keys;
  for (const smpp::Receipt& one : receipts) keys.insert(key_of(one));
  journal.fetch(keys);
  std::vector<std::string> ids;
  for (const std::string& key : keys) {
    const Json id = journal.get(key);
    if (id.is_string()) ids.push_back(id.get<std::string>());
  }
  outbox_.fetch(ids);
  for (const smpp::Receipt& one : receipts) take_receipt(one);
}

std::string SmppDesk::key_of(const smpp::Receipt& receipt) const {
  return "smsc/" + smpp::id_in_response(receipt.id, settings_.id_form);
}

void SmppDesk::take_receipt(const smpp::Receipt& receipt) {
  const std::string key = smpp::id_in_response(receipt.id, settings_.id_form);
  const News news{receipt.state, receipt.error, key};
  if (news.state.empty()) return;
  const Json found = outbox_.journal().get("smsc/" + key);
  if (found.is_string()) {
    apply(found.get<std::string>(), news);
    // The last word about a part is heard once.
    if (news.state != "sent") outbox_.journal().remove("smsc/" + key);
    return;
  }
  if (receipt.reference) {
    const std::string id = uncertain_by_reference(*receipt.reference);
    if (!id.empty()) {
      apply(id, news);
      return;
    }
  }
  if (early_.size() < kEarlyMax && !progress_.empty()) early_[key] = news;
}

// An uncertain message of one part that the receipt can only be about.
std::string SmppDesk::uncertain_by_reference(std::uint32_t reference) {
  outbox_.commit();  // Those of just now as well.
  std::string only;
  for (const std::string& id : outbox_.uncertain("")) {
    if (reference_of(id) != reference) continue;
    const auto message = outbox_.find(id);
    if (!message || message->state != "uncertain" || message->submits != 1 || !only.empty())
      return "";
    only = id;
  }
  return only;
}

void SmppDesk::apply(const std::string& id, const News& news) {
  auto message = find(id);
  if (!message) return;
  const auto remember = [&] {
    const auto here = progress_.find(id);
    if (here != progress_.end()) here->second.message = *message;
  };
  std::string state = news.state;
  if (state == "delivered") {
    // A receipt comes again when the answer to it was lost.
    auto& parts = message->delivered;
    if (std::find(parts.begin(), parts.end(), news.part) == parts.end()) parts.push_back(news.part);
    if (std::ssize(parts) < message->submits) {
      outbox_.store(*message);
      remember();
      state = "sent";
    }
  }
  // While parts are still to be answered only the count is kept.
  if (message->state == "sending" && state != "failed") {
    outbox_.store(*message);
    remember();
    return;
  }
  if (!may_follow(message->state, state)) return;
  const std::string reason =
      state == "failed" && !news.error.empty() ? "network error " + news.error : "";
  outbox_.settle(*message, state, reason);
  remember();
}

}  // namespace kontor::sms

#include "cloud_exchange.hpp"

#include <algorithm>
#include <chrono>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "call_log.hpp"
#include "clock.hpp"
#include "sentences.hpp"

namespace kontor::telephony {
namespace {

using Kind = CallChange::Kind;
using Verb = Order::Verb;

constexpr std::int64_t kLongestCallMs = 12 * 3'600'000;
constexpr std::size_t kCallsMax = 10000;

const char* path_of(Verb verb) {
  switch (verb) {
    case Verb::hold:
      return "hold";
    case Verb::resume:
      return "resume";
    case Verb::blind_transfer:
    case Verb::attended_transfer:
      return "transfer";
    case Verb::complete_transfer:
      return "transfer/complete";
    case Verb::cancel_transfer:
      return "transfer/cancel";
    case Verb::conference:
      return "conference";
    case Verb::park:
      return "park";
    case Verb::record:
      return "recording/start";
    case Verb::stop_recording:
      return "recording/stop";
    case Verb::hang_up:
      break;
  }
  return "hang-up";
}

WebhookResult answer(std::int64_t status, const Json& body) {
  return {.status = status, .content_type = "application/json", .body = body.dump()};
}

WebhookResult refusal(std::int64_t status, const char* code, const std::string& detail) {
  return answer(status, {{"code", code}, {"detail", detail}});
}

}  // namespace

CloudExchange::CloudExchange(Host host, Settings settings, std::string secret,
                             const std::vector<Call>& running, OnChanges on_changes)
    : host_(std::move(host)),
      settings_(std::move(settings)),
      secret_(std::move(secret)),
      on_changes_(std::move(on_changes)),
      recording_right_(host_) {
  for (const Call& call : running) calls_[call.id] = call;
}

Health CloudExchange::health() const {
  const std::lock_guard lock(mutex_);
  if (secret_.empty()) return {.status = "degraded", .detail = "the secret is missing"};
  if (trouble_.empty()) return {.status = "ok", .detail = ""};
  return {.status = "degraded", .detail = trouble_};
}

std::vector<Call> CloudExchange::running() const {
  const std::lock_guard lock(mutex_);
  std::vector<Call> calls;
  calls.reserve(calls_.size());
  for (const auto& [id, call] : calls_) calls.push_back(call);
  return calls;
}

void CloudExchange::send(const std::string& path, const Json& body) {
  std::string url = settings_.cloud_url;
  while (url.ends_with('/')) url.pop_back();
  const std::string text = body.dump();
  const std::string timestamp = std::to_string(now_ms() / 1000);
  std::string trouble;
  try {
    const auto response = host_.http_fetch(
        {.method = "POST",
         .url = url + path,
         .headers = {{"content-type", "application/json"},
                     {"x-kontor-timestamp", timestamp},
                     {"x-kontor-signature", cloud_signature(secret_, timestamp, text)}},
         .body = text});
    if (response.status >= 300)
      trouble = kOrderRefused.in(settings_.locale, {"HTTP " + std::to_string(response.status)});
  } catch (const Failure& failure) {
    trouble = failure.what();
  }
  {
    const std::lock_guard lock(mutex_);
    trouble_ = trouble;
  }
  if (!trouble.empty()) throw Failure(KONTOR_UNAVAILABLE, trouble);
}

bool CloudExchange::records_always() {
  return settings_.record == "always" && recording_right_.holds();
}

void CloudExchange::start_call(const Call& call) {
  {
    const std::lock_guard lock(mutex_);
    calls_[call.id] = call;
    calls_[call.id].is_cloud = true;
  }
  try {
    send("/calls", {{"call_id", call.id},
                    {"extension", call.extension},
                    {"number", settings_.dial_text(call.number)},
                    {"record", records_always()}});
  } catch (const Failure&) {
    const std::lock_guard lock(mutex_);
    calls_.erase(call.id);
    throw;
  }
}

void CloudExchange::obey(const Order& order) {
  Json body = {{"extension", order.extension}};
  if (!order.to.empty()) {
    if (!is_number(order.to))
      throw Failure(KONTOR_INVALID_ARGUMENT, kNotDialable.in(settings_.locale, {order.to}));
    body["to"] = settings_.dial_text(order.to);
  }
  if (order.verb == Verb::blind_transfer) body["kind"] = "blind";
  if (order.verb == Verb::attended_transfer) body["kind"] = "attended";
  send("/calls/" + order.call_id + "/" + path_of(order.verb), body);
  std::vector<CallChange> changes;
  {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(order.call_id);
    if (found == calls_.end()) return;
    Call& call = found->second;
    const std::int64_t at_ms = now_ms();
    if (order.verb == Verb::hold && call.held_since_ms == 0) {
      call.held_since_ms = at_ms;
      changes.push_back({Kind::held, call, at_ms});
    } else if (order.verb == Verb::resume && call.held_since_ms != 0) {
      call.held_ms += at_ms - call.held_since_ms;
      call.held_since_ms = 0;
      changes.push_back({Kind::resumed, call, at_ms});
    }
  }
  if (!changes.empty()) on_changes_(std::move(changes));
}

WebhookResult CloudExchange::receive(
    const WebhookRequest& request,
    const std::function<std::string(const std::string&)>& responsible) {
  if (request.method != "POST") return refusal(405, "method-not-allowed", "POST is wanted");
  if (!is_authentic(request.headers, request.body, secret_, now_ms() / 1000)) {
    return refusal(401, "bad-signature", "the signature or its time is wrong");
  }
  std::string problem;
  const auto message = parse_cloud_message(request.body, problem);
  if (!message) return refusal(400, "invalid-message", problem);
  const std::string seen = "seen/" + message->event_id;
  // A message is believed once: its id is kept until its time stamp is too old anyway.
  if (!host_.storage_get({.key = seen}).value.is_null()) {
    return refusal(409, "seen-before", "this message was taken before");
  }
  if (!is_over(*message)) on_changes_(apply(*message));
  host_.storage_put({.key = seen, .value = now_ms() / 1000, .person = {}});
  Json reply = Json::object();
  if (message->kind == CloudMessage::Kind::ring && message->direction == "in" &&
      message->extension.empty()) {
    const std::string extension = responsible(message->number);
    if (!extension.empty()) reply["route"] = {{"extension", extension}};
    if (records_always()) reply["record"] = true;
  }
  return answer(200, reply);
}

// A message of a call that ended and is in the log: sent again because our answer was lost, or
// later than it happened. It must not begin the call anew.
bool CloudExchange::is_over(const CloudMessage& message) const {
  if (message.kind == CloudMessage::Kind::recording) return false;
  {
    const std::lock_guard lock(mutex_);
    if (calls_.contains(message.call_id)) return false;
  }
  return !logged_call(host_, message.call_id, message.at_ms, settings_.time_zone).is_null();
}

void CloudExchange::fetch_later(const CloudMessage& message, const std::string& person) {
  host_.job_schedule({.job = "recording",
                      .run_at = rfc3339(Time(std::chrono::milliseconds(message.at_ms))),
                      .payload = {{"call", message.call_id},
                                  {"name", message.recording},
                                  {"person", person},
                                  {"started_ms", message.at_ms}}});
}

std::vector<CallChange> CloudExchange::apply(const CloudMessage& message) {
  const std::lock_guard lock(mutex_);
  std::vector<CallChange> changes;
  const bool is_known = calls_.contains(message.call_id);
  if (message.kind == CloudMessage::Kind::recording) {
    fetch_later(message, is_known ? calls_.at(message.call_id).person : "");
    return changes;
  }
  // An answer or end before its ring begins the call; without a number nobody can tell whose.
  if (!is_known && (message.number.empty() || calls_.size() >= kCallsMax)) return changes;
  Call& call = calls_[message.call_id];
  if (call.id.empty()) {
    call.id = message.call_id;
    call.number = message.number;
    call.direction = message.direction;
    call.started_ms = message.at_ms;
    call.is_cloud = true;
  }
  if (!message.extension.empty()) call.extension = message.extension;
  switch (message.kind) {
    case CloudMessage::Kind::ring:
      if (call.extension.empty() || !call.rung.insert(call.extension).second) break;
      changes.push_back({Kind::ringing, call, message.at_ms});
      break;
    case CloudMessage::Kind::answer:
      if (call.answered_ms == 0) call.answered_ms = message.at_ms;
      changes.push_back({Kind::answered, call, message.at_ms});
      break;
    case CloudMessage::Kind::recording:  // Needs no call.
      break;
    case CloudMessage::Kind::end:
      if (call.held_since_ms != 0) call.held_ms += message.at_ms - call.held_since_ms;
      call.held_since_ms = 0;
      changes.push_back({Kind::ended, call, message.at_ms});
      calls_.erase(message.call_id);
      break;
  }
  return changes;
}

void CloudExchange::tidy() {
  const std::int64_t time_ms = now_ms();
  std::vector<CallChange> changes;
  {
    const std::lock_guard lock(mutex_);
    for (auto at = calls_.begin(); at != calls_.end();) {
      if (at->second.started_ms > time_ms - kLongestCallMs) {
        ++at;
        continue;
      }
      at->second.end_is_unsure = true;
      const std::int64_t known_ms = std::max(at->second.started_ms, at->second.answered_ms);
      changes.push_back({Kind::ended, at->second, known_ms});
      at = calls_.erase(at);
    }
  }
  if (!changes.empty()) on_changes_(std::move(changes));
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "seen/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) {
      const std::int64_t seen_s = entry.value.is_number() ? entry.value.get<std::int64_t>() : 0;
      if (seen_s < time_ms / 1000 - 2 * kCloudAgeMaxS) host_.storage_delete({.key = entry.key});
    }
    cursor = page.next;
  } while (cursor);
}

}  // namespace kontor::telephony

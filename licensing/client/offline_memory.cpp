#include "licensing/client/offline_memory.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "licensing/core/calendar.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kOfflineMemoryBytesMax = std::size_t{4} << 20;

OfflineAction waiting_action(const std::string& name) {
  for (const OfflineAction action : {OfflineAction::renew, OfflineAction::borrow})
    if (name == name_of(action)) return action;
  return OfflineAction::activate;
}

Result<OfflineRequest> parse_waiting(const Json& json, const OfflineRequest& device) {
  OfflineRequest request = device;
  request.nonce = TRY(json_text(json, "nonce"));
  const std::string action = TRY(json_text(json, "action"));
  request.action = waiting_action(action);
  request.license_id = TRY(json_text(json, "license_id"));
  request.subject = TRY(json_text(json, "subject"));
  request.days = TRY(json_integer(json, "days"));
  request.at_ms = TRY(json_integer(json, "at_ms"));
  return request;
}

Json waiting_json(const OfflineRequest& request) {
  return {{"nonce", request.nonce},
          {"action", name_of(request.action)},
          {"license_id", request.license_id},
          {"subject", request.subject},
          {"days", request.days},
          {"at_ms", request.at_ms}};
}

}  // namespace

const OfflineRequest* OfflineMemory::find(const OfflineRequest& wish) const {
  const auto found = std::ranges::find_if(requests, [&](const OfflineRequest& one) {
    return one.action == wish.action && one.license_id == wish.license_id &&
           one.subject == wish.subject && one.days == wish.days &&
           wish.at_ms - one.at_ms < kOfflineLifeDays * kDayMs / 2;
  });
  return found == requests.end() ? nullptr : &*found;
}

void OfflineMemory::add(const OfflineRequest& request, TimeMs now_ms) {
  std::erase_if(requests, [&](const OfflineRequest& one) {
    return now_ms - one.at_ms > 2 * kOfflineLifeDays * kDayMs;
  });
  if (requests.size() == kRequestsMax) requests.erase(requests.begin());
  requests.push_back(request);
}

void OfflineMemory::forget(std::string_view nonce) {
  std::erase_if(requests, [&](const OfflineRequest& one) { return one.nonce == nonce; });
}

Result<OfflineMemory> parse_offline_memory(std::string_view text, const OfflineRequest& device) {
  const Error damaged{ErrorCode::invalid_argument,
                      "offline.json is damaged: remove it, and ask for the files again"};
  const auto json = parse_json(text, {.bytes_max = kOfflineMemoryBytesMax, .depth_max = 4});
  if (!json || !json->is_object()) return damaged;
  const Json requests = json->contains("requests") ? (*json)["requests"] : Json::array();
  const Json returns = json->contains("returns") ? (*json)["returns"] : Json::object();
  if (!requests.is_array() || requests.size() > OfflineMemory::kRequestsMax ||
      !returns.is_object() || returns.size() > OfflineMemory::kReturnsMax)
    return damaged;
  OfflineMemory memory;
  memory.requests.reserve(requests.size());
  for (const Json& one : requests) {
    auto request = one.is_object() ? parse_waiting(one, device) : Result<OfflineRequest>(damaged);
    if (!request) return damaged;
    memory.requests.push_back(std::move(*request));
  }
  for (const auto& [name, file] : returns.items()) {
    if (!file.is_string()) return damaged;
    memory.returns.emplace(name, file.get<std::string>());
  }
  return memory;
}

Result<OfflineMemory> read_offline_memory(const std::filesystem::path& file,
                                          const OfflineRequest& device) {
  const auto text = read_file(file, kOfflineMemoryBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return OfflineMemory{};
  if (!text) return text.error();
  return parse_offline_memory(*text, device);
}

Status write_offline_memory(const std::filesystem::path& file, const OfflineMemory& memory) {
  Json json{{"requests", Json::array()}, {"returns", memory.returns}};
  for (const OfflineRequest& request : memory.requests)
    json["requests"].push_back(waiting_json(request));
  return write_file(file, to_text(json), FileMode::secret);
}

}  // namespace kontor::licensing

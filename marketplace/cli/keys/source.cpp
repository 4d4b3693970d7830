#include "marketplace/cli/keys/source.hpp"

#include "base/tuf/limits.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {
namespace {

Result<std::string> served_root(Desk& desk) {
  std::string newest;
  for (int version = 1; version <= tuf::kRootRotationsMax; ++version) {
    auto next = desk.fetch(std::to_string(version) + ".root.json");
    if (!next && next.error().code == ErrorCode::not_found) break;
    newest = TRY(std::move(next));
  }
  return newest;
}

Result<std::string> served_snapshot(Desk& desk) {
  const std::string timestamp = TRY(desk.fetch("timestamp.json"));
  const Json body = TRY(signed_part(timestamp));
  const auto place = Json::json_pointer("/meta/snapshot.json/version");
  if (!body.contains(place) || !body[place].is_number_integer())
    return Error{ErrorCode::untrusted, "the market's timestamp names no snapshot"};
  return desk.fetch(std::to_string(body[place].get<std::int64_t>()) + ".snapshot.json");
}

Result<std::string> served(const std::string& market, const std::string& role) {
  auto desk = TRY(Desk::open({.market = market, .token_file = {}}));
  if (role == "root") return served_root(desk);
  if (role == "timestamp") return desk.fetch("timestamp.json");
  if (role == "snapshot") return served_snapshot(desk);
  return published_role(desk, role);
}

std::vector<std::string> names_in(const Json& snapshot) {
  std::vector<std::string> names;
  for (const auto& [file, facts] : snapshot["signed"]["meta"].items())
    if (file.ends_with(".json")) names.push_back(file.substr(0, file.size() - 5));
  return names;
}

}  // namespace

Result<std::string> present_role(const Source& source, const std::string& role) {
  if (source.empty()) return std::string();
  if (source.data.empty()) return served(source.market, role);
  const PublishedState state = TRY(PublishedState::load(source.data / "tuf"));
  if (state.version(role) == 0) return std::string();
  return state.read(role);
}

Result<std::vector<std::string>> present_roles(const Source& source) {
  if (!source.data.empty()) {
    const PublishedState state = TRY(PublishedState::load(source.data / "tuf"));
    return state.roles();
  }
  const std::string snapshot = TRY(served(source.market, "snapshot"));
  const Json json = TRY(parse_json(snapshot, {.bytes_max = tuf::kSnapshotBytesMax}));
  if (!json.is_object() || !json.contains(Json::json_pointer("/signed/meta")))
    return Error{ErrorCode::untrusted, "the market's snapshot has no signed.meta"};
  return names_in(json);
}

}  // namespace kontor::marketplace

#include "marketplace/repository/offline_documents.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kTopLevel[] = {"root", "targets", "snapshot", "timestamp"};

Status check_role(const std::string& name, const Json& role) {
  const auto count = static_cast<std::int64_t>(role["keyids"].size());
  const auto threshold = role["threshold"].get<std::int64_t>();
  if (threshold >= 1 && threshold <= count) return ok();
  return Error{ErrorCode::invalid_argument, name + " would need " + std::to_string(threshold) +
                                                " signatures and have " + std::to_string(count) +
                                                " keys"};
}

// Keys nobody uses any longer leave the table.
void drop_unused_keys(Json& keys, const std::vector<const Json*>& roles) {
  Json kept = Json::object();
  for (const Json* role : roles)
    for (const Json& id : (*role)["keyids"]) kept[id] = keys[id.get<std::string>()];
  keys = std::move(kept);
}

Status add_keys(const std::vector<crypto::PublicKey>& added, Json& table, Json& ids) {
  for (const crypto::PublicKey& key : added) {
    const std::string id = TRY(tuf_key_id(key));
    table[id] = tuf_key(key);
    if (std::ranges::find(ids, Json(id)) == ids.end()) ids.push_back(id);
  }
  return ok();
}

Status apply(const std::string& name, const RoleChange& change, Json& table, Json& role) {
  for (const std::string& id : change.remove) {
    const auto found = std::ranges::find(role["keyids"], Json(id));
    if (found == role["keyids"].end())
      return Error{ErrorCode::invalid_argument, name + " has no key " + id};
    role["keyids"].erase(found);
  }
  TRY(add_keys(change.add, table, role["keyids"]));
  if (change.threshold > 0) role["threshold"] = change.threshold;
  return ok();
}

std::vector<const Json*> delegations_of(const Json& body) {
  std::vector<const Json*> list;
  for (const Json& role : body["delegations"]["roles"]) list.push_back(&role);
  return list;
}

Json* find_role(Json& roles, const std::string& name) {
  const auto found =
      std::ranges::find_if(roles, [&](const Json& role) { return role.at("name") == name; });
  return found == roles.end() ? nullptr : &*found;
}

// A targets body to go on from, with delegations.
Result<Json> targets_body(const std::string& present, TimeMs expires) {
  Json body = tuf_body("targets", 0, expires);
  body["targets"] = Json::object();
  if (!present.empty()) body = TRY(signed_part(present));
  if (!body.contains("delegations"))
    body["delegations"] = {{"keys", Json::object()}, {"roles", Json::array()}};
  body["version"] = body["version"].get<std::int64_t>() + 1;
  body["expires"] = tuf_time(expires);
  return body;
}

}  // namespace

Result<Json> signed_part(const std::string& document) {
  Json json = TRY(parse_json(document, {.bytes_max = tuf::kTargetsBytesMax}));
  if (!json.is_object() || !json.contains("signed") || !json["signed"].is_object())
    return Error{ErrorCode::invalid_argument, "this is no metadata file: it has no \"signed\""};
  const Json& body = json["signed"];
  TRY(json_integer(body, "version"));
  TRY(json_text(body, "_type"));
  return std::move(json["signed"]);
}

Result<Json> next_root(const std::string& present, const std::map<std::string, RoleChange>& changes,
                       TimeMs expires) {
  Json body = tuf_body("root", 0, expires);
  body["consistent_snapshot"] = true;
  body["keys"] = Json::object();
  for (const char* name : kTopLevel)
    body["roles"][name] = {{"keyids", Json::array()}, {"threshold", 1}};
  if (!present.empty()) body = TRY(signed_part(present));
  if (body["_type"] != "root") return Error{ErrorCode::invalid_argument, "this is no root"};
  body["version"] = body["version"].get<std::int64_t>() + 1;
  body["expires"] = tuf_time(expires);
  std::vector<const Json*> roles;
  for (const char* name : kTopLevel) {
    Json& role = body["roles"][name];
    if (const auto change = changes.find(name); change != changes.end())
      TRY(apply(name, change->second, body["keys"], role));
    TRY(check_role(name, role));
    roles.push_back(&role);
  }
  drop_unused_keys(body["keys"], roles);
  return body;
}

Result<Json> next_targets(const std::string& present, const TargetsChange& change, TimeMs expires) {
  Json body = TRY(targets_body(present, expires));
  for (const auto& [path, bytes] : change.files) body["targets"][path] = target_entry(bytes);
  Json& delegations = body["delegations"];
  for (const Shard& shard : change.shards) {
    if (!shard.name.starts_with("vendors-"))
      return Error{ErrorCode::invalid_argument, "a shard is called vendors-NN"};
    Json* role = find_role(delegations["roles"], shard.name);
    if (!role) {
      delegations["roles"].push_back(
          {{"name", shard.name}, {"terminating", false}, {"paths", {"*/*/*"}}});
      role = &delegations["roles"].back();
    }
    (*role)["keyids"] = Json::array();
    TRY(add_keys(shard.keys, delegations["keys"], (*role)["keyids"]));
    (*role)["threshold"] = shard.threshold;
    if (!shard.paths.empty()) (*role)["paths"] = shard.paths;
    TRY(check_role(shard.name, *role));
  }
  drop_unused_keys(delegations["keys"], delegations_of(body));
  return body;
}

Result<Json> next_shard(const std::string& present, const std::vector<VendorDelegation>& vendors,
                        TimeMs expires) {
  Json body = TRY(targets_body(present, expires));
  Json& roles = body["delegations"]["roles"];
  for (const VendorDelegation& vendor : vendors) {
    if (!is_vendor_name(vendor.vendor))
      return Error{ErrorCode::invalid_argument, "\"" + vendor.vendor + "\" is not a vendor's name"};
    Json* role = find_role(roles, vendor_role(vendor.vendor));
    if (!role && roles.size() >= kVendorsPerShard)
      return Error{ErrorCode::exhausted,
                   "this shard holds " + std::to_string(kVendorsPerShard) +
                       " vendors; open the next one (kontor keys prepare targets --shard)"};
    if (!role) {
      roles.push_back({{"name", vendor_role(vendor.vendor)},
                       {"terminating", true},
                       {"paths", {vendor.vendor + "/*/*"}}});
      role = &roles.back();
    }
    (*role)["keyids"] = Json::array();
    TRY(add_keys(vendor.keys, body["delegations"]["keys"], (*role)["keyids"]));
    (*role)["threshold"] = vendor.threshold;
    TRY(check_role(vendor_role(vendor.vendor), *role));
  }
  if (!vendors.empty()) drop_unused_keys(body["delegations"]["keys"], delegations_of(body));
  return body;
}

Result<Json> shard_with_transfer(const std::string& present, const std::string& plugin_id,
                                 const std::string& vendor, TimeMs expires) {
  Json body = TRY(targets_body(present, expires));
  auto& roles = body["delegations"]["roles"].get_ref<Json::array_t&>();
  const std::string pattern = package_folder(plugin_id) + "*";
  for (Json& role : roles)  // An earlier owner gives it back.
    std::erase(role["paths"].get_ref<Json::array_t&>(), Json(pattern));
  const auto owner = std::ranges::find_if(
      roles, [&](const Json& role) { return role.at("name") == vendor_role(vendor); });
  if (owner == roles.end())
    return Error{ErrorCode::not_found, "this shard does not delegate to \"" + vendor + "\""};
  if (vendor != vendor_of(plugin_id)) (*owner)["paths"].push_back(pattern);
  // In pre-order the first role that covers a path decides, for all are terminating: those with
  // transferred plugins come first.
  std::stable_partition(roles.begin(), roles.end(),
                        [](const Json& role) { return role["paths"].size() > 1; });
  return body;
}

Result<Json> renewed(const std::string& present, TimeMs expires) {
  Json body = TRY(signed_part(present));
  body["version"] = body["version"].get<std::int64_t>() + 1;
  body["expires"] = tuf_time(expires);
  return body;
}

std::string draft_of(const Json& body) {
  return to_text({{"signatures", Json::array()}, {"signed", body}});
}

Result<std::string> with_signature(const std::string& draft, const crypto::SigningKey& key) {
  const Json body = TRY(signed_part(draft));
  Json document = TRY(parse_json(draft, {.bytes_max = tuf::kTargetsBytesMax}));
  const std::string id = TRY(tuf_key_id(key.public_key()));
  const std::string canonical = TRY(crypto::canonical_json(body));
  Json& signatures = document["signatures"];
  if (!signatures.is_array()) signatures = Json::array();
  std::erase_if(signatures.get_ref<Json::array_t&>(), [&](const Json& entry) {
    return entry.is_object() && entry.value("keyid", Json()) == id;
  });
  signatures.push_back({{"keyid", id}, {"sig", hex_encode(key.sign(canonical))}});
  return to_text(document);
}

Result<std::string> assembled(const std::vector<std::string>& copies) {
  if (copies.empty()) return Error{ErrorCode::invalid_argument, "there is nothing to assemble"};
  const Json body = TRY(signed_part(copies.front()));
  std::map<std::string, Json> signatures;
  for (const std::string& copy : copies) {
    const Json document = TRY(parse_json(copy, {.bytes_max = tuf::kTargetsBytesMax}));
    if (TRY(signed_part(copy)) != body)
      return Error{ErrorCode::conflict, "the copies are not of one draft"};
    if (!document.contains("signatures") || !document["signatures"].is_array())
      return Error{ErrorCode::invalid_argument, "a copy has no list of signatures"};
    for (const Json& entry : document["signatures"])
      signatures[TRY(json_text(entry, "keyid"))] = entry;
  }
  Json list = Json::array();
  for (auto& [id, entry] : signatures) list.push_back(std::move(entry));
  return to_text({{"signatures", std::move(list)}, {"signed", body}});
}

}  // namespace kontor::marketplace

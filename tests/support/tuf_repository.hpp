#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/fetcher.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::testing {

// A small repository in memory that a test may break in any way. Everything is public: bodies
// are signed at publish() by the keys of their role, whatever they say. One thread.
class TufRepository final : public tuf::Fetcher {
 public:
  explicit TufRepository(TimeMs now) : now_(now) {
    for (const char* role : {"root", "timestamp", "snapshot", "targets"})
      signers[role] = {crypto::SigningKey::generate()};
    targets["targets"] = empty_targets();
    publish_root();
    publish();
  }

  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override {
    requests.push_back(name);
    const auto found = files.find(name);
    if (found == files.end()) return Error{ErrorCode::not_found, "no " + name};
    if (found->second.size() > bytes_max) return Error{ErrorCode::exhausted, "longer"};
    return found->second;
  }

  // The next root, naming the present signers; the former root keys sign as well.
  void publish_root() {
    std::vector<crypto::SigningKey> by = former_root;
    by.insert(by.end(), signers["root"].begin(), signers["root"].end());
    Json body = marketplace::tuf_body("root", ++versions["root"], expires["root"]);
    body["consistent_snapshot"] = consistent_snapshot;
    for (const char* role : {"root", "timestamp", "snapshot", "targets"}) {
      body["roles"][role] = named(signers[role], body["keys"]);
      if (thresholds.contains(role)) body["roles"][role]["threshold"] = thresholds[role];
    }
    files[std::to_string(versions["root"]) + ".root.json"] = sign(body, by);
    former_root = signers["root"];
  }

  // New versions of every targets role, snapshot and timestamp.
  void publish() {
    for (const auto& [role, content] : targets) {
      ++versions[role];
      put_targets(role);
    }
    publish_snapshot();
  }

  void publish_snapshot() {
    ++versions["snapshot"];
    ++versions["timestamp"];
    Json body = marketplace::tuf_body("snapshot", versions["snapshot"], expires["snapshot"]);
    for (const auto& [role, content] : targets)
      body["meta"][role + ".json"] = {{"version", versions[role]}};
    const std::string snapshot = sign(body, signers["snapshot"]);
    files[std::to_string(versions["snapshot"]) + ".snapshot.json"] = snapshot;
    put_timestamp(snapshot);
  }

  void put_timestamp(const std::string& snapshot) {
    Json body = marketplace::tuf_body("timestamp", versions["timestamp"], expires["timestamp"]);
    body["meta"]["snapshot.json"] = {{"version", versions["snapshot"]},
                                     {"length", snapshot.size()},
                                     {"hashes", {{"sha256", crypto::sha256_hex(snapshot)}}}};
    files["timestamp.json"] = sign(body, signers["timestamp"]);
  }

  void put_targets(const std::string& role) {
    Json body = marketplace::tuf_body("targets", versions[role], expires[role]);
    body.update(targets[role]);
    files[std::to_string(versions[role]) + "." + role + ".json"] = sign(body, signers[role]);
  }

  // `delegator` hands `paths` to `role`, which gets a key of its own if it has none.
  void delegate(const std::string& delegator, const std::string& role,
                const std::vector<std::string>& paths, bool terminating = false) {
    if (signers[role].empty()) signers[role] = {crypto::SigningKey::generate()};
    if (!targets.contains(role)) targets[role] = empty_targets();
    Json& delegations = targets[delegator]["delegations"];
    Json entry = named(signers[role], delegations["keys"]);
    entry["name"] = role;
    entry["paths"] = paths;
    entry["terminating"] = terminating;
    delegations["roles"].push_back(entry);
  }

  void add_target(const std::string& role, const std::string& path, const std::string& bytes) {
    targets[role]["targets"][path] = {{"length", bytes.size()},
                                      {"hashes", {{"sha256", crypto::sha256_hex(bytes)}}}};
  }

  static std::string sign(const Json& body, const std::vector<crypto::SigningKey>& keys) {
    return marketplace::sign_metadata(body, keys).value();
  }

  // When roles expire; one that is not listed: in 30 days.
  struct Expiries {
    TimeMs otherwise;
    std::map<std::string, TimeMs> by_role;
    TimeMs operator[](const std::string& role) const {
      const auto found = by_role.find(role);
      return found == by_role.end() ? otherwise : found->second;
    }
  };

 private:
  TimeMs now_;

 public:
  std::map<std::string, std::vector<crypto::SigningKey>> signers;
  std::map<std::string, std::int64_t> versions;
  std::map<std::string, int> thresholds;  // Of top-level roles; otherwise 1.
  bool consistent_snapshot = true;
  Expiries expires{now_ + 30 * marketplace::kDayMs, {}};
  std::map<std::string, Json> targets;  // {"targets","delegations"} by role.
  std::map<std::string, std::string> files;
  std::vector<std::string> requests;
  std::vector<crypto::SigningKey> former_root;

 private:
  static Json empty_targets() { return {{"targets", Json::object()}}; }

  Json named(const std::vector<crypto::SigningKey>& keys, Json& table) {
    Json ids = Json::array();
    if (table.is_null()) table = Json::object();
    for (const crypto::SigningKey& key : keys) {
      const std::string id = marketplace::tuf_key_id(key.public_key()).value();
      table[id] = marketplace::tuf_key(key.public_key());
      ids.push_back(id);
    }
    return {{"keyids", ids}, {"threshold", 1}};
  }
};

}  // namespace kontor::testing

#include "base/tuf/metadata_parts.hpp"

#include <algorithm>
#include <array>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::tuf {
namespace {

constexpr std::array<std::string_view, 4> kTopLevel = {"root", "timestamp", "snapshot", "targets"};
constexpr std::string_view kSuffix = ".json";

Refusal mismatch(const std::string& role, const std::string& algorithm, const std::string& actual,
                 const std::string& digest) {
  return {Fault::hash_mismatch, role,
          algorithm + " is " + actual + ", the signed metadata says " + digest};
}

Verdict<Json> member(const Json& object, const char* name, const std::string& role) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || !found->is_object())
    return malformed(role, "\"" + std::string(name) + "\" must be an object");
  return *found;
}

}  // namespace

Verdict<> check_hashes(const Hashes& hashes, std::string_view bytes, const std::string& role) {
  int known = 0;
  for (const auto& [algorithm, digest] : hashes) {
    std::string actual;
    if (algorithm == "sha256") actual = crypto::sha256_hex(bytes);
    if (algorithm == "sha512") actual = crypto::sha512_hex(bytes);
    if (actual.empty()) continue;
    ++known;
    if (actual != digest) return mismatch(role, algorithm, actual, digest);
  }
  if (known == 0) return Refusal{Fault::hash_mismatch, role, "no hash of a known algorithm"};
  return accepted();
}

Verdict<Hashes> parse_hashes(const Json& object, const std::string& role) {
  const Json list = TRY(member(object, "hashes", role));
  Hashes hashes;
  for (const auto& [algorithm, digest] : list.items()) {
    if (!digest.is_string()) return malformed(role, "a hash must be a text");
    // A digest becomes part of a file's name, so it holds nothing but digits.
    const std::string bytes = TRY(sound(hex_decode(digest.get<std::string>()), role));
    std::string text = hex_encode(bytes);
    hashes.emplace(algorithm, std::move(text));
  }
  if (hashes.empty()) return malformed(role, "\"hashes\" is empty");
  return hashes;
}

Verdict<Header> parse_header(const Json& body, const std::string& role) {
  Header header;
  header.version = TRY(sound(json_integer(body, "version"), role));
  if (header.version < 1) return malformed(role, "\"version\" must be at least 1");
  const std::string expires = TRY(sound(json_text(body, "expires"), role));
  header.expires = TRY(sound(parse_rfc3339(expires), role));
  return header;
}

namespace {

Verdict<FileFacts> parse_facts(const Json& object, const std::string& role) {
  FileFacts facts;
  facts.version = TRY(sound(json_integer(object, "version"), role));
  if (facts.version < 1) return malformed(role, "a listed version must be at least 1");
  if (object.contains("length")) {
    facts.length = TRY(sound(json_integer(object, "length"), role));
    if (*facts.length < 1) return malformed(role, "a listed length must be at least 1");
  }
  if (object.contains("hashes")) facts.hashes = TRY(parse_hashes(object, role));
  return facts;
}

}  // namespace

Verdict<Root> parse_root(const Json& body) {
  Root root;
  root.header = TRY(parse_header(body, "root"));
  if (body.contains("consistent_snapshot")) {
    if (!body.at("consistent_snapshot").is_boolean())
      return malformed("root", "\"consistent_snapshot\" must be true or false");
    root.consistent_snapshot = body.at("consistent_snapshot").get<bool>();
  }
  const Json keys = TRY(member(body, "keys", "root"));
  root.keys = TRY(parse_keys(keys, "root"));
  const Json roles = TRY(member(body, "roles", "root"));
  for (const std::string_view name : kTopLevel) {
    const std::string role(name);
    const Json object = TRY(member(roles, role.c_str(), "root"));
    root.roles[role] = TRY(parse_role_keys(object, "root"));
  }
  return root;
}

Verdict<Timestamp> parse_timestamp(const Json& body) {
  Timestamp timestamp;
  timestamp.header = TRY(parse_header(body, "timestamp"));
  const Json meta = TRY(member(body, "meta", "timestamp"));
  const Json facts = TRY(member(meta, "snapshot.json", "timestamp"));
  timestamp.snapshot = TRY(parse_facts(facts, "timestamp"));
  return timestamp;
}

Verdict<Snapshot> parse_snapshot(const Json& body) {
  Snapshot snapshot;
  snapshot.header = TRY(parse_header(body, "snapshot"));
  const Json meta = TRY(member(body, "meta", "snapshot"));
  for (const auto& [name, object] : meta.items()) {
    if (!name.ends_with(kSuffix)) return malformed("snapshot", "lists \"" + name + "\"");
    snapshot.files[name.substr(0, name.size() - kSuffix.size())] =
        TRY(parse_facts(object, "snapshot"));
  }
  if (!snapshot.files.contains("targets")) return malformed("snapshot", "lists no targets.json");
  return snapshot;
}

bool is_top_level(std::string_view role) {
  return std::ranges::find(kTopLevel, role) != kTopLevel.end();
}

}  // namespace kontor::tuf

#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/core/json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/package.hpp"
#include "sdk/package/sbom.hpp"

namespace kontor::testing {

// The members of a package by name, open to be changed.
using PackageMembers = std::map<std::string, std::string>;

// The package with changed members, its manifest brought up to them and signed again: wrong in
// what was changed, and right in all else.
inline std::string edited_package(const std::string& bytes, const crypto::SigningKey& key,
                                  const std::function<void(PackageMembers&, Json&)>& change) {
  const auto archive = package::Archive::from_bytes(bytes).value();
  PackageMembers members;
  for (const package::Member& member : archive.members())
    if (!member.name.starts_with("signatures/"))
      members[member.name] = archive.read(member.name, member.size).value();
  Json manifest = Json::parse(members["manifest.json"]);
  change(members, manifest);
  manifest["files"] = Json::object();
  for (const auto& [name, content] : members)
    if (name != package::kManifestMember) manifest["files"][name] = crypto::sha256_hex(content);
  members["manifest.json"] = kontor::to_text(manifest);
  std::vector<package::NewMember> list;
  for (const auto& [name, content] : members) list.push_back({name, content});
  list.push_back({std::string(package::kSignatureMember),
                  kontor::to_text(crypto::dsse_sign(package::kManifestPayloadType,
                                                    members["manifest.json"], key))});
  return package::write_archive(std::move(list)).value();
}

// The bill of materials made anew, for packages whose files were changed.
inline void renew_sbom(PackageMembers& members, Json& manifest) {
  package::FileHashes files;
  members.erase(std::string(package::kSbomMember));
  for (const auto& [name, content] : members)
    if (name != package::kManifestMember) files[name] = crypto::sha256_hex(content);
  const auto parsed = package::Manifest::parse(kontor::to_text(manifest)).value();
  members[std::string(package::kSbomMember)] = package::complete_sbom("", parsed, files).value();
}

}  // namespace kontor::testing

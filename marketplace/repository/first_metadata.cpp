#include "marketplace/repository/first_metadata.hpp"

#include <algorithm>
#include <system_error>

#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/trusted_set.hpp"
#include "marketplace/repository/delegators.hpp"
#include "marketplace/repository/target_folder.hpp"

namespace kontor::marketplace {
namespace {

using FirstSet = std::vector<PublishedState::Submission>;

Result<std::string> document_of(const FirstSet& set, const std::string& role) {
  const auto found = std::ranges::find(set, role, &PublishedState::Submission::role);
  if (found != set.end()) return found->bytes;
  return Error{ErrorCode::invalid_argument, "the first documents lack " + role};
}

// A first version, signed by the keys it is delegated to.
Result<tuf::Targets> first_targets(const FirstSet& set, const std::string& role,
                                   const tuf::KeyTable& keys, const tuf::RoleKeys& signers) {
  const std::string bytes = TRY(document_of(set, role));
  const auto document = tuf::parse_document(bytes, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return tuf::to_error(document.error());
  const auto trusted = tuf::check_threshold(*document, keys, signers, role);
  if (!trusted) return tuf::to_error(trusted.error());
  auto targets = tuf::parse_targets(document->body, role);
  if (!targets) return tuf::to_error(targets.error());
  if (targets->header.version != 1)
    return Error{ErrorCode::invalid_argument, "the first " + role + " has version 1"};
  return std::move(targets).value();
}

}  // namespace

Status install_first_metadata(const std::filesystem::path& data, const FirstSet& set,
                              const std::filesystem::path& files, TimeMs now) {
  const std::string root_bytes = TRY(document_of(set, "root"));
  auto trusted = tuf::TrustedSet::start(root_bytes, now);
  if (!trusted) return tuf::to_error(trusted.error());
  const tuf::Root& root = trusted->root();
  const tuf::Targets targets =
      TRY(first_targets(set, "targets", root.keys, root.roles.at("targets")));
  for (const tuf::Delegation& shard : targets.delegations)
    TRY(first_targets(set, shard.role, targets.keys, shard.signers));

  std::error_code code;
  const std::filesystem::path folder = data / "tuf";
  std::filesystem::create_directories(folder / "targets", code);
  const TargetFolder stored(folder / "targets");
  for (const auto& [path, file] : targets.targets) {
    const auto kept = TRY(stored.store(path, files / path));
    if (!stored.holds(path, file.hashes.at("sha256"), file.length))
      return Error{ErrorCode::conflict,
                   (files / path).string() + " is not the file that targets was signed for"};
  }
  for (const auto& [role, bytes] : set)
    if (role != "root") TRY(write_file(folder / ("1." + role + ".json"), bytes));
  TRY(write_file(data / "root.json", root_bytes));
  return write_file(folder / "1.root.json", root_bytes);
}

}  // namespace kontor::marketplace

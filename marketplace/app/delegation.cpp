#include "marketplace/app/delegation.hpp"

#include <algorithm>
#include <set>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kMarketFileMax = std::size_t{1} << 20;

Result<tuf::Targets> parse_shard(const std::string& shard) {
  const auto document = tuf::parse_document(shard, "targets", "shard", tuf::kTargetsBytesMax);
  if (!document) return tuf::to_error(document.error());
  auto targets = tuf::parse_targets(document->body, "shard");
  if (!targets) return tuf::to_error(targets.error());
  return std::move(targets).value();
}

// Role → key ids and threshold.
using Signers = std::map<std::string, std::pair<std::set<std::string>, std::int64_t>>;

Signers signers_of(const tuf::Targets& shard) {
  Signers all;
  for (const tuf::Delegation& delegation : shard.delegations)
    all[delegation.role] = {delegation.signers.key_ids, delegation.signers.threshold};
  return all;
}

Status check_vendors_kept(const Repository& repository, const Repository::Submission& shard) {
  const auto present = repository.metadata(shard.role);
  const auto before = present ? signers_of(TRY(parse_shard(*present))) : Signers();
  if (signers_of(TRY(parse_shard(shard.bytes))) == before) return ok();
  return Error{ErrorCode::conflict, shard.role +
                                        " changes the keys of a vendor: that is kontor operator "
                                        "approve-vendor's, and goes into the log"};
}

Status store_file(Market& market, const std::string& path, const std::string& bytes,
                  const std::filesystem::path& incoming) {
  const bool known = path == kLicenseKeysPath || path == kLogKeysPath || path == kReviewKeysPath ||
                     path == kKilledPath;
  if (!known || bytes.size() > kMarketFileMax)
    return Error{ErrorCode::invalid_argument, "\"" + path + "\" is no file of the top-level role"};
  TRY(parse_json(bytes, {.bytes_max = kMarketFileMax}));
  const std::filesystem::path file = incoming / crypto::sha256_hex(path + bytes);
  TRY(write_file(file, bytes));
  const auto stored = market.repository.store_target(path, file);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  if (!stored) return stored.error();
  return ok();
}

}  // namespace

std::vector<std::string> DelegatedKeys::hexadecimal() const {
  std::vector<std::string> all;
  all.reserve(keys.size());
  for (const crypto::PublicKey& key : keys) all.push_back(hex_encode(key.ed25519_raw()));
  std::sort(all.begin(), all.end());
  return all;
}

Result<DelegatedKeys> delegated_in(const std::string& shard, const std::string& vendor) {
  const tuf::Targets targets = TRY(parse_shard(shard));
  const auto found =
      std::ranges::find(targets.delegations, vendor_role(vendor), &tuf::Delegation::role);
  if (found == targets.delegations.end())
    return Error{ErrorCode::not_found, "the shard does not delegate to '" + vendor + "'"};
  DelegatedKeys delegated{.keys = {}, .threshold = found->signers.threshold};
  for (const std::string& id : found->signers.key_ids)
    if (const auto key = targets.keys.find(id); key != targets.keys.end())
      delegated.keys.push_back(key->second);
  return delegated;
}

Status accept_documents(Market& market, const OfflineDocuments& sent,
                        const std::filesystem::path& incoming) {
  const std::lock_guard lock(market.publishing);
  for (const auto& document : sent.documents) {
    if (document.role.starts_with("vendors-"))
      TRY(check_vendors_kept(market.repository, document));
    else if (document.role != "root" && document.role != "targets")
      return Error{ErrorCode::forbidden, document.role + " is not signed at the operator's desk"};
  }
  for (const auto& [path, bytes] : sent.files) TRY(store_file(market, path, bytes, incoming));
  TRY(market.repository.accept_all(sent.documents));
  market.keys_changed = true;
  for (const auto& document : sent.documents)
    log::info("off-line metadata published", {{"role", document.role}});
  return ok();
}

}  // namespace kontor::marketplace

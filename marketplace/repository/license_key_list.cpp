#include "marketplace/repository/license_key_list.hpp"

#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/market_targets.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kListBytesMax = 65536;  // As its readers have it.

}  // namespace

Result<OnlineKeys::Listed> listed_license_keys(const tuf::Targets& top_level,
                                               const TargetFolder& targets) {
  const auto file = top_level.targets.find(kLicenseKeysPath);
  if (file == top_level.targets.end()) return OnlineKeys::Listed();
  const auto sha256 = file->second.hashes.find("sha256");
  if (sha256 == file->second.hashes.end()) return OnlineKeys::Listed();
  const std::string bytes = TRY(targets.read(kLicenseKeysPath, sha256->second, kListBytesMax));
  return parse_license_keys_file(bytes);
}

}  // namespace kontor::marketplace

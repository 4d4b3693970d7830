#include "base/core/files.hpp"
#include "marketplace/client/log_check.hpp"
#include "marketplace/client/signed_market.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/core/target_path.hpp"

// The market's transparency log, as far as a host looks at it.
namespace kontor::marketplace {
namespace {

constexpr const char* kLogKeysFile = "log-keys.verified";
constexpr std::size_t kLogKeysBytesMax = 65536;

MarketPackage described(const Evidence& kept, const std::string& plugin, const std::string& version,
                        const std::string& sha256) {
  MarketPackage package;
  package.plugin_id = plugin;
  package.version = version;
  package.path = kept.target;
  package.sha256 = sha256;
  package.length = kept.length;
  return package;
}

}  // namespace

Status SignedMarket::refresh_log() {
  const auto keys = TRY(top_level_target(kLogKeysPath, kLogKeysFile, kLogKeysBytesMax));
  if (!keys) return ok();
  const tlog::LogPolicy policy = TRY(parse_log_keys(*keys));
  return LogCheck(*sites_, options_.metadata_folder, policy, clock_).refresh();
}

Status SignedMarket::add_log_proof(const MarketPackage& package, Evidence& evidence) {
  const auto keys = read_file(options_.metadata_folder / kLogKeysFile, kLogKeysBytesMax);
  if (!keys) return ok();
  evidence.log_offered = true;
  const tlog::LogPolicy policy = TRY(parse_log_keys(*keys));
  LogCheck check(*sites_, options_.metadata_folder, policy, clock_);
  auto logged = check.prove(package);
  if (!logged && logged.error().code == ErrorCode::not_found) return ok();
  if (!logged) return logged.error();
  evidence.logged_at_ms = logged->at_ms;
  evidence.proof_file = std::move(logged->proof);
  evidence.log_keys = *keys;
  return ok();
}

Status verify_kept_proof(const Evidence& kept, const std::string& plugin,
                         const std::string& version, const std::string& sha256) {
  const tlog::LogPolicy policy = TRY(parse_log_keys(kept.log_keys));
  TRY(verify_offline(kept.proof_file, described(kept, plugin, version, sha256), policy));
  return ok();
}

}  // namespace kontor::marketplace

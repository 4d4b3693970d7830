#include "marketplace/app/open_log.hpp"

#include "base/core/files.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kTargetsRoleMax = std::size_t{4} << 20;
constexpr std::size_t kLogKeysFileMax = 65536;

// The published market/log-keys.json; not_found if the off-line role names none.
Result<tlog::LogPolicy> published_policy(const Repository& repository) {
  const std::string text = TRY(repository.metadata("targets"));
  const Json role = TRY(parse_json(text, {.bytes_max = kTargetsRoleMax}));
  const auto targets = role.value(Json::json_pointer("/signed/targets"), Json::object());
  const auto target = targets.find(kLogKeysPath);
  if (target == targets.end()) return Error{ErrorCode::not_found, "the off-line role names no log"};
  const std::string sha256 = target->value(Json::json_pointer("/hashes/sha256"), "");
  std::string path = std::string("targets/") + kLogKeysPath;
  path.insert(path.rfind('/') + 1, sha256 + ".");
  const auto file = TRY(repository.served_file(path));
  const std::string keys = TRY(read_file(file, kLogKeysFileMax));
  return parse_log_keys(keys);
}

}  // namespace

Result<std::unique_ptr<Log>> open_log(const std::filesystem::path& data,
                                      const Repository& repository, const Clock& clock) {
  const auto file = data / "keys" / "log.key";
  auto policy = published_policy(repository);
  if (policy) {
    const auto key = TRY(crypto::SigningKey::load(file));
    return Log::open(data, key, clock, {.policy = std::move(policy).value()});
  }
  if (policy.error().code != ErrorCode::not_found) return policy.error();
  const auto key = TRY(crypto::SigningKey::load_or_create(file));
  return Log::open(data, key, clock);
}

}  // namespace kontor::marketplace

#include "marketplace/server/billing_setup.hpp"

#include <sys/stat.h>

#include <sstream>

#include "base/core/files.hpp"
#include "marketplace/billing/webhook_signature.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kBillingBytesMax = std::size_t{1} << 18;
constexpr std::size_t kSecretsBytesMax = 4096;

Result<BillingRules> load_billing_rules(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kBillingBytesMax));
  const Json json = TRY(parse_json(text));
  return parse_billing_rules(json);
}

Result<std::vector<std::string>> load_webhook_secrets(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{ErrorCode::forbidden,
                 file.string() + " may be read by others; make it yours alone (chmod 600)"};
  std::istringstream lines(TRY(read_file(file, kSecretsBytesMax)));
  std::vector<std::string> secrets;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::string secret = TRY(billing::parse_webhook_secret(line));
    secrets.push_back(std::move(secret));
  }
  return secrets;
}

}  // namespace

Status set_up_billing(const Configuration& configuration, Market& market) {
  const auto usual = configuration.data / "billing.json";
  std::error_code failed;
  if (!configuration.billing.empty())
    market.billing = TRY(load_billing_rules(configuration.billing));
  else if (std::filesystem::exists(usual, failed))
    market.billing = TRY(load_billing_rules(usual));
  if (!configuration.webhook_secret.empty())
    market.webhook_secrets = TRY(load_webhook_secrets(configuration.webhook_secret));
  return ok();
}

}  // namespace kontor::marketplace

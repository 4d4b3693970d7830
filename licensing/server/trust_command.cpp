// kontor-seats trust: whom to believe, from the market's signed metadata.

#include "base/core/files.hpp"
#include "licensing/server/commands.hpp"
#include "licensing/server/market_trust.hpp"
#include "licensing/server/told.hpp"
#include "licensing/server/trust_file.hpp"

namespace kontor::licensing {

namespace {

Result<std::vector<std::string>> vendors_in(const std::filesystem::path& file) {
  std::vector<std::string> vendors;
  const auto text = read_file(file, TrustFile::kBytesMax);
  if (!text && text.error().code != ErrorCode::not_found) return text.error();
  if (!text) return vendors;
  const TrustFile::Content content = TRY(TrustFile::parse(*text));
  vendors.reserve(content.vendors.size());
  for (const auto& [vendor, keys] : content.vendors) vendors.push_back(vendor);
  return vendors;
}

Result<Json> renewed(const Settings& settings, const TrustWish& wish) {
  std::vector<std::string> vendors = wish.vendors;
  if (vendors.empty()) vendors = TRY(vendors_in(settings.trust_path()));
  const MarketSource source{.market = wish.market,
                            .metadata = settings.data / "market",
                            .trusted_root = wish.root,
                            .ca_file = wish.ca_file};
  Json trust = TRY(trust_of_market(source, vendors, SystemClock()));
  TRY(write_file(settings.trust_path(), trust.dump(2) + "\n"));
  return trust;
}

}  // namespace

int renew_trust(const Settings& settings, const TrustWish& wish, Output output) {
  const auto trust = renewed(settings, wish);
  if (!trust) return tell(output, trust.error());
  return tell(output,
              "believes " + std::to_string((*trust)["license_keys"].size()) + " licence keys and " +
                  std::to_string((*trust)["vendors"].size()) + " vendors",
              *trust);
}

}  // namespace kontor::licensing

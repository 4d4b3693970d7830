#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "marketplace/client/killed.hpp"

namespace kontor::marketplace {

struct MarketClientOptions {
  std::string url;                        // "http://host:port", or "file:///folder"
  std::filesystem::path metadata_folder;  // Trusted metadata between runs; made if missing.
  std::filesystem::path trusted_root;     // root.json that came with the host; used on first start.
  std::string company_token = {};         // For orders and licences; may be empty.
  std::size_t package_bytes_max = std::size_t{100} << 20;
  std::vector<std::string> mirrors = {};  // More URLs of the same market, tried in order.
};

// A package as its vendor signed it.
struct MarketPackage {
  std::string plugin_id;
  std::string version;
  std::string path;    // Target path.
  std::string sha256;  // Hexadecimal.
  std::int64_t length = 0;
  Json custom;
};

struct LicenseKey {
  std::string kid;  // crypto::key_id, as in a licence document's footer.
  crypto::PublicKey key;
};

// What stands behind a release beside its vendor's signature, verified, and the bytes to keep
// beside the package.
struct Evidence {
  bool log_offered = false;     // The off-line role names a transparency log.
  bool review_offered = false;  // The same for reviews.
  TimeMs logged_at_ms = 0;      // When the release was logged; 0: it is not proven that it was.
  std::string review = {};      // "", "automatic", "reviewed"
  TimeMs reviewed_at_ms = 0;
  std::string target = {};  // Of the release, with its length.
  std::int64_t length = 0;
  std::string proof_file = {}, review_file = {};
  std::string log_keys = {}, review_keys = {};  // Whom both were believed by.
};
// The same again at load, from what was kept and with no request; untrusted otherwise.
Status verify_kept(const Evidence& kept, const std::string& plugin, const std::string& version,
                   const std::string& sha256);

// A host's window to one market. What comes from refresh(), packages(), find(), download()
// and license_keys() is proven by signatures (TUF); what comes from the catalogue and order
// calls is only what the market says. Any thread; calls wait for each other.
class MarketClient {
 public:
  // Makes no request. untrusted if the root in the folder (or the given one) is not one.
  static Result<std::unique_ptr<MarketClient>> create(const MarketClientOptions& options,
                                                      const Clock& clock);
  virtual ~MarketClient() = default;

  // The whole client workflow. untrusted (detail {"code":"expired_metadata"…}) when the
  // market's metadata does not verify, unavailable when there is no market.
  virtual Status refresh() = 0;

  // The proven calls below refresh first when the last refresh is older than five minutes, so
  // expired metadata blocks them all.

  // Every released version of a plugin, newest SemVer first. not_found for a plugin nobody
  // signed.
  virtual Result<std::vector<MarketPackage>> packages(const std::string& plugin_id) = 0;
  // One version; "" is the newest that is not a pre-release.
  virtual Result<MarketPackage> find(const std::string& plugin_id, const std::string& version) = 0;
  // Writes the bytes to `file` when, and only when, length and hash are right.
  virtual Status download(const MarketPackage& package, const std::filesystem::path& file) = 0;
  // Keys that may sign licence documents, from the off-line signed market/license-keys.json.
  virtual Result<std::vector<LicenseKey>> license_keys() = 0;
  // The keys license_keys() proved last, from disk, whatever their age: what is installed goes
  // on working off line. not_found if it never succeeded.
  virtual Result<std::vector<LicenseKey>> stored_license_keys() const = 0;
  // Proof of the transparency log and attestation of the review. untrusted when one that is there
  // does not verify; one that is not there is left out, and the company's policy decides.
  virtual Result<Evidence> evidence(const MarketPackage& package) = 0;
  // What is switched off, from disk, whatever its age; empty if the market never said so.
  virtual Result<std::vector<Killed>> stored_killed() const = 0;
  // Keys the off-line delegations give a vendor; they countersign its offers.
  virtual Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor) = 0;

  // GET /api/v1/catalogue and /catalogue/{plugin_id}, as the market answers them.
  virtual Result<Json> catalogue(const std::string& query, const std::string& category,
                                 const std::string& cursor) = 0;
  virtual Result<Json> listing(const std::string& plugin_id) = 0;

  // The bytes at a path of the market's, such as a listing's screenshot; at most `bytes_max`.
  virtual Result<std::string> file(const std::string& path, std::size_t bytes_max) = 0;

  // POST /companies {name, ledger_key} → {company_id, token}; the token is used from then on.
  virtual Result<Json> register_company(const std::string& name,
                                        const crypto::PublicKey& ledger_key) = 0;
  virtual void use_company_token(const std::string& token) = 0;
  // POST /orders, GET /orders/{id}, GET /licenses.
  virtual Result<Json> place_order(const std::string& offer_id, int quantity,
                                   const std::string& idempotency_key) = 0;
  virtual Result<Json> order(const std::string& order_id) = 0;
  virtual Result<std::vector<std::string>> licenses() = 0;
  // GET /licenses/revocations: the signed list; GET /notices: a page of those after `after`.
  virtual Result<std::string> revocations() = 0;
  virtual Result<Json> notices(const std::string& after) = 0;
};

}  // namespace kontor::marketplace

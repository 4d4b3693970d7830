#pragma once

#include <filesystem>
#include <string>

#include "host/plugins/market_shelf.hpp"
#include "host/plugins/plugins.hpp"
#include "host/rehearsal/rehearsal_jobs.hpp"

namespace kontor::host {

// Rehearsals as an administrator of a running host asks for them: the package comes from the
// market (proven by its metadata, priced for this company) or from a file with the vendor's
// key. Who tried what is in the audit log. Any thread.
class RehearsalDesk {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    IdSource& ids;
    marketplace::MarketClient* market = nullptr;
    MarketShelf* shelf = nullptr;  // For the price.
    std::filesystem::path data;    // DATA
    std::string database_url;
    std::filesystem::path runner;
    std::filesystem::path program;  // kontor-rehearse
    std::string phone_region;
  };
  explicit RehearsalDesk(Parts parts);

  struct Wish {
    int records = 200;
    int events = 200;
    int time_max_s = 300;
  };
  Result<std::string> from_market(const Principal& actor, const std::string& plugin_id,
                                  const std::string& version, const Wish& wish);
  Result<std::string> from_file(const Principal& actor, const std::filesystem::path& package,
                                const std::string& vendor_key_hex);
  Result<Json> find(const std::string& id) { return jobs_.find(id); }
  Status remove(const Principal& actor, const std::string& id);

  std::filesystem::path spool_folder() const { return parts_.data / "imports"; }

 private:
  RehearsalOrder order(const Wish& wish) const;
  Json price_of(const std::string& plugin_id);
  Status audit(const Principal& actor, const std::string& action, const std::string& what);

  Parts parts_;
  RehearsalJobs jobs_;
};

}  // namespace kontor::host

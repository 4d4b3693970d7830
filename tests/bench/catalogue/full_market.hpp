#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/core/random.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::bench {

// A market in this process that has many plugins: its metadata signed and on disk, its log
// filled, its tables too. What a test would do by thousands of uploads is written at once.
class FullMarket {
 public:
  // `plugins` of vendors who have `per_vendor` each, on a database that is empty.
  static Result<std::unique_ptr<FullMarket>> make(const std::filesystem::path& folder,
                                                  const std::string& database_url, int plugins,
                                                  int per_vendor);
  ~FullMarket();

  // A further approved release of a random plugin: its vendor's next signed role, to be published.
  struct NextRelease {
    std::string vendor, role, target, plugin;
  };
  Result<NextRelease> prepare_release();

  marketplace::Market& market() { return *market_; }

 private:
  FullMarket() = default;
  Status fill(int plugins, int per_vendor);
  Status delegate(const std::vector<std::string>& vendors);
  Status write_rows(const std::vector<marketplace::Upload>& uploads,
                    const std::vector<std::string>& vendors);
  marketplace::Upload upload(const std::string& vendor, int number, const std::string& version);

  SystemClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  crypto::SigningKey vendor_key_ = crypto::SigningKey::generate();  // Of every vendor.
  std::filesystem::path folder_;
  std::unique_ptr<marketplace::Repository> repository_;
  std::unique_ptr<marketplace::Log> log_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<marketplace::Market> market_;
  int plugins_ = 0, per_vendor_ = 0, released_ = 0;
};

}  // namespace kontor::bench

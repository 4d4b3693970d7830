#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/tlog/tiles.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/core/review.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/log/log.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "tests/support/tuf_repository.hpp"

namespace kontor::testing {

// A market as a folder of files: a real repository, a real transparency log and real review
// attestations, all signed by keys the test holds, so that it may sign or break anything. The
// vendor is "example". One thread.
class FolderMarket {
 public:
  FolderMarket(std::filesystem::path folder, const Clock& clock, crypto::SigningKey vendor)
      : folder_(std::move(folder)), clock_(clock), repository(clock.now_ms()), vendor_(vendor) {
    std::filesystem::create_directories(folder_ / ".log");
    repository.signers["vendor.example"] = {vendor_};
    repository.delegate("targets", "vendor.example", {"example/*/*"});
    put_top(marketplace::kLicenseKeysPath, R"({"keys":[]})");
    put_top(marketplace::kReviewKeysPath, marketplace::review_keys_file({review_key.public_key()}));
    const auto origin = marketplace::default_log_origin(log_key.public_key());
    const auto policy = marketplace::new_log_policy(origin, log_key.public_key()).value();
    put_top(marketplace::kLogKeysPath, to_text(marketplace::log_keys_json(policy)));
    log = marketplace::Log::open(folder_ / ".log", log_key, clock_, {.policy = policy}).value();
    kill(Json::array());
    publish();
  }

  std::string url() const { return "file://" + folder_.string(); }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path root() const {
    const auto file = folder_ / "root.json";
    EXPECT_TRUE(write_file(file, repository.files.at("1.root.json")));
    return file;
  }

  static std::string path_of(const std::string& plugin, const std::string& version) {
    return "example/" + plugin + "/" + version + ".kpkg";
  }
  // What the vendor says of a release beside its bytes.
  Json& custom(const std::string& plugin, const std::string& version) {
    return repository.targets["vendor.example"]["targets"][path_of(plugin, version)]["custom"];
  }
  // Logged, attested and signed; visible after publish().
  void release(const std::string& plugin, const std::string& version, const std::string& package,
               const Json& terms = Json::object(), const std::string& review = "automatic") {
    const std::string path = path_of(plugin, version);
    const std::string sha256 = crypto::sha256_hex(package);
    repository.add_target("vendor.example", path, package);
    custom(plugin, version) = {{"plugin_id", plugin}, {"version", version}};
    custom(plugin, version).update(terms);
    put("tuf/targets/" + marketplace::stored_path(path, package), package);
    const auto logged = log->append({{"type", "release"},
                                     {"vendor", "example"},
                                     {"plugin", plugin},
                                     {"version", version},
                                     {"target", path},
                                     {"sha256", sha256},
                                     {"length", package.size()}});
    EXPECT_TRUE(logged) << logged.error().message;
    if (!review.empty()) attest(plugin, version, sha256, review);
    logged_.push_back(sha256);
  }
  void attest(const std::string& plugin, const std::string& version, const std::string& sha256,
              const std::string& level) {
    const marketplace::Review review{.sha256 = sha256,
                                     .plugin = plugin,
                                     .version = version,
                                     .level = marketplace::parse_review_level(level).value(),
                                     .decided_at_ms = clock_.now_ms(),
                                     .reviewer = "operator",
                                     .checks = {},
                                     .reason = "looks right"};
    const auto payload = marketplace::review_payload(review).value();
    put("packages/" + sha256 + ".review.dsse",
        to_text(crypto::dsse_sign(marketplace::kReviewPayloadType, payload, review_key)));
  }
  // [{"plugin","versions","reason","at"}]
  void kill(const Json& killed) {
    put_top(marketplace::kKilledPath, marketplace::killed_file(killed));
  }

  // New versions of every role, the log's newest checkpoint and proofs.
  void publish() {
    repository.publish();
    for (const auto& [name, bytes] : repository.files) put("tuf/" + name, bytes);
    put("log/checkpoint", log->checkpoint());
    for (const std::string& sha256 : logged_)
      put("packages/" + sha256 + ".proof", log->proof(sha256).value());
    for (int level = 0; level <= tlog::kTileLevelMax; ++level)
      for (std::uint64_t index = 0;; ++index) {
        const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::hashes, level, index, log->size());
        if (tile.width == 0) break;
        const std::string path = tlog::tile_path(tile);
        put("log/" + path, read_file(log->served_file(path).value(), tlog::kTileBytesMax).value());
      }
  }
  // The site's file of this name, as somebody who holds the server may write it.
  void put(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(write_file(folder_ / name, bytes));
  }
  void remove(const std::string& name) const { std::filesystem::remove(folder_ / name); }

 private:
  void put_top(const std::string& path, const std::string& bytes) {
    repository.add_target("targets", path, bytes);
    put("tuf/targets/" + marketplace::stored_path(path, bytes), bytes);
  }

  std::filesystem::path folder_;
  const Clock& clock_;

 public:
  crypto::SigningKey log_key = crypto::SigningKey::generate();
  crypto::SigningKey review_key = crypto::SigningKey::generate();
  TufRepository repository;
  std::unique_ptr<marketplace::Log> log;

 private:
  crypto::SigningKey vendor_;
  std::vector<std::string> logged_;
};

}  // namespace kontor::testing

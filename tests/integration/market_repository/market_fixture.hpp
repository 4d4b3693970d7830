#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "base/http/server.hpp"
#include "marketplace/app/open_log.hpp"
#include "marketplace/client/market_client.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/ceremony.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/repository.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::marketplace {

// A market fresh from its key ceremony, served over HTTP, and a vendor "acme" with a key of
// its own that the operator has approved.
class MarketTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "kontor-market-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    ASSERT_TRUE(hold_ceremony(folder / "market", {}, clock));
    open();
    router.add({.method = "GET",
                .path = "/tuf/{path...}",
                .auth = http::Auth::anonymous("signed metadata and packages are public"),
                .handler = [this](const http::Request& request) { return serve(request); },
                .summary = "Metadata and targets."});
    router.add({.method = "GET",
                .path = "/log/checkpoint",
                .auth = http::Auth::anonymous("the log is public"),
                .handler = [this](const http::Request&) -> Result<http::Response> {
                  return http::Response::text(log->checkpoint());
                },
                .summary = "The log's newest checkpoint."});
    server = http::Server::start(router, {.threads = 4}).value();
    approve("acme", {acme.public_key()});
  }

  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  void open() {
    repository.reset();
    log.reset();
    auto opened = Repository::open(folder / "market", clock);
    ASSERT_TRUE(opened) << opened.error().message;
    repository = std::move(opened).value();
    auto logged = open_log(folder / "market", *repository, clock);
    ASSERT_TRUE(logged) << logged.error().message;
    log = std::move(logged).value();
  }

  // What a network may do to an answer before it arrives.
  Result<http::Response> serve(const http::Request& request) {
    const std::string& path = request.path.at("path");
    const std::filesystem::path file = TRY(repository->served_file(path));
    http::Response response;
    response.body = TRY(read_file(file, std::size_t{16} << 20));
    if (tamper) tamper(path, response.body);
    return response;
  }

  void approve(const std::string& vendor, const std::vector<crypto::PublicKey>& keys) {
    const auto shard_key = crypto::SigningKey::load(folder / "market/keys/vendors-00.key");
    const auto shard = shard_with_vendor(repository->metadata(kFirstShard).value(), vendor, keys, 1,
                                         *shard_key, in_days(365));
    ASSERT_TRUE(shard);
    const auto accepted = repository->accept(kFirstShard, *shard);
    ASSERT_TRUE(accepted) << accepted.error().message;
  }

  // The off-line role's next version, with these and no other licence keys listed.
  Status list_license_keys(const std::vector<crypto::PublicKey>& keys) {
    const std::string bytes = license_keys_file(keys);
    TRY(write_file(folder / "license-keys", bytes));
    TRY(repository->store_target(kLicenseKeysPath, folder / "license-keys"));
    const std::string present = TRY(repository->metadata("targets"));
    const auto holder = TRY(crypto::SigningKey::load(folder / "market/keys/targets.key"));
    const TargetsChange change{.files = {{kLicenseKeysPath, bytes}}};
    const Json body = TRY(next_targets(present, change, in_days(365)));
    const std::string document = TRY(sign_metadata(body, {holder}));
    return repository->accept_all({{"targets", document}});
  }
  // Puts a new licence key beside the market's own and lists both: from now on it signs.
  crypto::SigningKey rotate_license_key() {
    auto next = crypto::SigningKey::generate();
    const crypto::PublicKey before = repository->license_key().public_key();
    EXPECT_TRUE(write_file(folder / "market/keys/license.next.key", next.pem(), FileMode::secret));
    EXPECT_TRUE(list_license_keys({before, next.public_key()}));
    return next;
  }

  TimeMs in_days(int days) const { return clock.now_ms() + days * kDayMs; }

  // Stores the bytes on approval and answers what the vendor is to sign.
  ReleasedTarget approved(const std::string& plugin_id, const std::string& version,
                          const std::string& bytes) {
    const std::string path = package_path(plugin_id, version);
    EXPECT_TRUE(write_file(folder / "upload", bytes));
    const auto stored = repository->store_target(path, folder / "upload");
    EXPECT_TRUE(stored && stored->sha256 == crypto::sha256_hex(bytes));
    return {path,
            crypto::sha256_hex(bytes),
            static_cast<std::int64_t>(bytes.size()),
            {{"plugin_id", plugin_id}, {"version", version}, {"sdk", "0.1.0"}}};
  }

  Result<std::int64_t> release(const ReleasedTarget& target, const crypto::SigningKey& key,
                               const std::string& vendor = "acme") {
    const auto present = repository->metadata(vendor_role(vendor));
    const std::string next =
        TRY(role_with_targets(present ? *present : "", {target}, key, in_days(180)));
    return repository->accept(vendor_role(vendor), next);
  }

  std::unique_ptr<MarketClient> client() {
    auto made = MarketClient::create({.url = "http://127.0.0.1:" + std::to_string(server->port()),
                                      .metadata_folder = folder / "host",
                                      .trusted_root = folder / "market/root.json"},
                                     clock);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(made).value();
  }

  kontor::testing::FakeClock clock;
  std::filesystem::path folder;
  crypto::SigningKey acme = crypto::SigningKey::generate();
  std::unique_ptr<Repository> repository;
  std::unique_ptr<Log> log;
  http::Router router;
  std::unique_ptr<http::Server> server;
  std::function<void(const std::string& path, std::string& bytes)> tamper;
};

}  // namespace kontor::marketplace

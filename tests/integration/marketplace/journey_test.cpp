#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/client/market_client.hpp"
#include "tests/integration/marketplace/market_process.hpp"
#include "tests/support/raw_socket.hpp"

namespace kontor::marketplace {
namespace {

class MarketJourneyTest : public MarketProcess {
 protected:
  std::unique_ptr<MarketClient> host_client() const {
    std::filesystem::create_directories(folder_ / "tuf");
    return MarketClient::create({.url = url(),
                                 .metadata_folder = folder_ / "tuf",
                                 .trusted_root = data_ / "root.json"},
                                clock_)
        .value();
  }

  licensing::TrustedKeys trusted(MarketClient& client) const {
    return {
        .license_key = [&client](std::string_view kid) -> Result<crypto::PublicKey> {
          for (const LicenseKey& key : TRY(client.license_keys()))
            if (key.kid == kid) return key.key;
          return Error{ErrorCode::untrusted, "no such key"};
        },
        .vendor_keys =
            [&client](std::string_view vendor) { return client.vendor_keys(std::string(vendor)); }};
  }

  SystemClock clock_;
};

TEST_F(MarketJourneyTest, WalksFromRegistrationToALicence) {
  start_market();
  register_and_approve();
  const auto package = hello_package();

  const auto waiting = publish(package);
  ASSERT_EQ(waiting.status, 0) << waiting.output;
  EXPECT_NE(waiting.output.find("waiting"), std::string::npos) << waiting.output;
  EXPECT_TRUE(get("/api/v1/catalogue")->at("listings").empty());
  approve_all();
  const auto released = publish(package);
  ASSERT_EQ(released.status, 0) << released.output;

  const Json listing = get("/api/v1/catalogue/example.hello-cpp").value();
  EXPECT_EQ(listing["version"], "1.0.0");
  auto client = host_client();
  const auto found = client->find("example.hello-cpp", "");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(client->download(*found, folder_ / "downloaded.kpkg"));
  EXPECT_EQ(read_file(folder_ / "downloaded.kpkg", 100 << 20).value(),
            read_file(package, 100 << 20).value());

  const auto offered =
      vendor({"offer", "example.hello-monthly", "--product", "example.hello-cpp", "--model",
              "concurrent", "--price", "1900", "--vendor", "example", "--key", vendor_key_});
  ASSERT_EQ(offered.status, 0) << offered.output;
  const Json priced = get("/api/v1/catalogue/example.hello-cpp?users=2").value();
  EXPECT_EQ(priced["offers"][0]["quote"]["total"]["amount"], 3800);

  const auto ledger = crypto::SigningKey::generate().public_key();
  const auto company = client->register_company("Nordwind", ledger);
  ASSERT_TRUE(company) << company.error().message;
  const auto order = client->place_order("example.hello-monthly", 2, "first order");
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->at("state"), "invoiced");
  EXPECT_TRUE(client->licenses()->empty());
  for (int time = 0; time < 2; ++time) {
    const auto paid =
        as_operator({"pay", order->at("order_id"), "--amount", "3800", "--reference", "bank 1"});
    ASSERT_EQ(paid.status, 0) << paid.output;
  }

  const auto documents = client->licenses().value();
  ASSERT_EQ(documents.size(), 1U) << "a double payment pays once";
  const auto license = licensing::verify_license(documents[0], trusted(*client));
  ASSERT_TRUE(license) << license.error().message;
  EXPECT_EQ(license->product, "example.hello-cpp");
  EXPECT_EQ(license->seats, 2);
  EXPECT_EQ(license->model, licensing::SeatModel::concurrent);
  EXPECT_EQ(license->authority, hex_encode(ledger.ed25519_raw()));
  EXPECT_TRUE(license->valid_at(clock_.now_ms()));
}

TEST_F(MarketJourneyTest, StopsOnSigtermAndKeepsItsOperatorToken) {
  start_market();
  const std::string token = read_file(data_ / "operator.token", 256).value();
  struct stat status {};
  ASSERT_EQ(::stat((data_ / "operator.token").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);

  EXPECT_EQ(market_->stop(), 0);
  start_market();

  EXPECT_EQ(read_file(data_ / "operator.token", 256).value(), token);
  EXPECT_EQ(get("/readyz")->at("status"), "ready");
}

TEST_F(MarketJourneyTest, IsAliveButNotReadyWhileItsRepositoryCannotBeRead) {
  start_market();
  const auto folder = data_ / "tuf", aside = data_ / "aside";
  std::filesystem::rename(folder, aside);

  const auto not_ready = get("/readyz");
  ASSERT_FALSE(not_ready);
  EXPECT_EQ(not_ready.error().code, ErrorCode::unavailable) << not_ready.error().message;
  EXPECT_TRUE(get("/healthz"));

  std::filesystem::rename(aside, folder);
  EXPECT_EQ(get("/readyz")->at("status"), "ready");
}

TEST_F(MarketJourneyTest, RefusesAnOversizedPackageBeforeItArrives) {
  start_market();
  register_and_approve();
  const std::string token = read_file(vendor_token_, 256).value();
  testing::RawSocket socket(static_cast<std::uint16_t>(port_));

  socket.send("PUT /api/v1/uploads/" + std::string(64, '0') +
              " HTTP/1.1\r\nHost: market\r\nAuthorization: Bearer " +
              token.substr(0, token.find('\n')) + "\r\nContent-Length: 104857601\r\n\r\n");

  EXPECT_EQ(socket.read_answer().substr(0, 12), "HTTP/1.1 413");
}

TEST_F(MarketJourneyTest, RefusesToStartWithoutAKeyCeremony) {
  std::filesystem::remove_all(data_ / "tuf");

  const auto outcome = testing::run("kontor-market", {"--data", data_, "--port", "0"});

  EXPECT_EQ(outcome.status, 1) << outcome.output;
}

}  // namespace
}  // namespace kontor::marketplace

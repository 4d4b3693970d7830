#include "tests/integration/marketplace/market_process.hpp"

#include <cstdlib>

#include "base/core/files.hpp"
#include "base/crypto/keys.hpp"
#include "sdk/package/package.hpp"

namespace kontor::marketplace {

MarketProcess::MarketProcess() {
  std::string folder = "/tmp/kontor-market-XXXXXX";
  folder_ = ::mkdtemp(folder.data());
  data_ = folder_ / "data";
  vendor_key_ = folder_ / "vendor.key";
  vendor_token_ = folder_ / "vendor.token";
  const auto ceremony = testing::run("kontor-keys", {"ceremony", "--out", data_, "--demo"});
  EXPECT_EQ(ceremony.status, 0) << ceremony.output;
}

MarketProcess::~MarketProcess() {
  market_.reset();
  std::filesystem::remove_all(folder_);
}

void MarketProcess::start_market(const testing::Arguments& more) {
  std::filesystem::remove(data_ / "port");
  testing::Arguments words{"--data", data_, "--port", std::to_string(port_)};
  words.insert(words.end(), more.begin(), more.end());
  market_ = std::make_unique<testing::Program>("kontor-market", words, folder_ / "market.log");
  ASSERT_TRUE(testing::eventually(
      [&] { return std::filesystem::exists(data_ / "port") || !market_->is_running(); }));
  ASSERT_TRUE(market_->is_running()) << market_->output();
  port_ = std::stoi(read_file(data_ / "port", 16).value());
}

testing::Outcome MarketProcess::vendor(testing::Arguments words) const {
  words.insert(words.end(), {"--market", url(), "--token-file", vendor_token_});
  return testing::run("kontor-vendor", words);
}

testing::Outcome MarketProcess::as_operator(testing::Arguments words) const {
  words.insert(words.end(),
               {"--market", url(), "--token-file", data_ / "operator.token", "--json"});
  return testing::run("kontor-operator", words);
}

testing::Arguments MarketProcess::publish_words(const std::filesystem::path& package) const {
  return {package, "--market",  url(),          "--vendor",   "example",
          "--key", vendor_key_, "--token-file", vendor_token_};
}

testing::Outcome MarketProcess::publish(const std::filesystem::path& package) const {
  return testing::run("kontor-publish", publish_words(package));
}

void MarketProcess::register_and_approve() {
  const auto registered =
      vendor({"register", "example", "--key", vendor_key_, "--contact", "dev@example.com"});
  ASSERT_EQ(registered.status, 0) << registered.output;
  const auto approved = as_operator({"approve-vendor", "example", "--keys", data_ / "keys"});
  ASSERT_EQ(approved.status, 0) << approved.output;
}

std::string MarketProcess::waiting_operation() const {
  const auto queue = as_operator({"queue"});
  const auto json = parse_json(queue.output);
  if (!json || !json->contains("uploads") || json->at("uploads").empty()) return "";
  return json->at("uploads")[0]["operation_id"];
}

void MarketProcess::approve_all() {
  for (std::string id = waiting_operation(); !id.empty(); id = waiting_operation()) {
    const auto decided = as_operator({"decide", id, "approve", "--reason", "looks right", "--key",
                                      data_ / "keys" / "review.key"});
    ASSERT_EQ(decided.status, 0) << decided.output;
  }
}

std::filesystem::path MarketProcess::hello_package() const {
  const auto plugins = std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / "hello-cpp";
  const auto copy = folder_ / "hello";
  std::filesystem::create_directories(copy);
  for (const char* name : {"manifest.json", "plugin.so"})
    std::filesystem::copy_file(plugins / name, copy / name,
                               std::filesystem::copy_options::overwrite_existing);
  const auto archive = package::Archive::from_bytes(package::write_package(copy).value()).value();
  const auto key = crypto::SigningKey::load(vendor_key_).value();
  const auto file = folder_ / "hello.kpkg";
  EXPECT_TRUE(write_file(file, package::sign_package(archive, key).value()));
  return file;
}

void MarketProcess::release_hello() {
  const auto package = hello_package();
  const auto waiting = publish(package);
  ASSERT_EQ(waiting.status, 0) << waiting.output;
  approve_all();
  const auto released = publish(package);
  ASSERT_EQ(released.status, 0) << released.output;
}

Result<Json> MarketProcess::get(const std::string& path) const {
  auto client = http::Client::create(url()).value();
  return client->call("GET", path);
}

}  // namespace kontor::marketplace

#include "tests/integration/marketplace/market_fixture.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/open_log.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/core/upload.hpp"
#include "marketplace/core/vendor.hpp"
#include "marketplace/repository/ceremony.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kYearMs = std::int64_t{300} * 24 * 60 * 60 * 1000;

// valijson holds a format against null as well. ajv judges them in the tests of whole programs.
Json without_formats(Json schema) {
  if (schema.is_object()) schema.erase("format");
  if (schema.is_structured())
    for (Json& part : schema) part = without_formats(std::move(part));
  return schema;
}

}  // namespace

MarketFixture::MarketFixture() : EitherDatabase("market", migrate_market) {
  log::set_level(log::Level::error);
  std::string folder = "/tmp/kontor-market-XXXXXX";
  folder_ = ::mkdtemp(folder.data());
  const auto data = folder_ / "data";
  EXPECT_TRUE(hold_ceremony(data, {}, clock_));
  std::filesystem::create_directories(folder_ / "quarantine" / "incoming");
  repository_ = Repository::open(data, clock_).value();
  log_ = open_log(data, *repository_, clock_).value();
  tokens_["operator"] = make_token(random_, "ko_").text;
  market_ = std::unique_ptr<Market>(new Market{
      *database_, *repository_, *log_, clock_, random_, ids_, folder_ / "quarantine",
      token_hash(tokens_["operator"]), std::string(64, 'a'),
      review::Policy::parse(Json::parse(R"({"library.entry": {"enabled": false}})")).value()});
  add_market_routes(router_, *market_, folder_ / "quarantine" / "incoming");
}

MarketFixture::~MarketFixture() {
  log_.reset();
  repository_.reset();
  std::filesystem::remove_all(folder_);
}

http::Response MarketFixture::ask_with_text(const std::string& method, const std::string& target,
                                            const std::string& token, const std::string& text,
                                            http::Headers headers) {
  http::Request request;
  request.method = method;
  request.target = target;
  if (!token.empty()) headers["authorization"] = "Bearer " + token;
  request.headers = std::move(headers);
  request.body = text;
  // The server spools the bodies of these routes.
  constexpr std::string_view kUploads = "/api/v1/uploads/";
  if (target.starts_with(kUploads) && target.find('/', kUploads.size()) == std::string::npos &&
      (method == "PUT" || method == "PATCH")) {
    request.body_file = folder_ / "quarantine" / "incoming" / ids_.next();
    EXPECT_TRUE(write_file(request.body_file, text));
    request.body.clear();
  }
  http::Response response = router_.dispatch(request);
  expect_as_declared(request, response);
  return response;
}

void MarketFixture::expect_as_declared(const http::Request& request,
                                       const http::Response& response) {
  const auto& routes = router_.routes();
  const auto route = std::ranges::find_if(routes, [&](const http::Route& each) {
    return each.method == request.method && each.path == request.route;
  });
  if (response.status >= 300 || route == routes.end()) return;
  const std::string where = request.method + " " + request.route;
  if (response.status == 204) {
    EXPECT_TRUE(response.body.empty()) << where;
    return;
  }
  if (route->answer_schema.is_null()) {
    EXPECT_FALSE(route->answer_type.empty() || route->answer_type == http::kNoBody) << where;
    return;
  }
  const auto [schema, added] =
      schemas_.try_emplace(where, JsonSchema::parse(without_formats(route->answer_schema)).value());
  const auto said = parse_json(response.body, {.bytes_max = response.body.size() + 1});
  ASSERT_TRUE(said) << where;
  const Status valid = schema->second.validate(*said);
  EXPECT_TRUE(valid) << where << ": " << (valid ? "" : valid.error().message) << "\n"
                     << response.body.substr(0, 2000);
}

http::Response MarketFixture::ask(const std::string& method, const std::string& target,
                                  const std::string& token, const Json& body,
                                  const http::Headers& headers) {
  http::Headers sent = headers;
  sent["content-type"] = "application/json";
  return ask_with_text(method, target, token, body.is_null() ? "" : kontor::to_text(body), sent);
}

Json MarketFixture::json(const http::Response& response) {
  const auto parsed = parse_json(response.body, {.bytes_max = response.body.size() + 1});
  return parsed ? *parsed : Json(nullptr);
}

http::Response MarketFixture::register_vendor(const std::string& name) {
  keys_.emplace(name, crypto::SigningKey::generate());
  const auto& key = keys_.at(name);
  const VendorRegistration registration{
      .name = name,
      .display_name = name,
      .contact = "dev@example.com",
      .public_keys = {hex_encode(key.public_key().ed25519_raw())}};
  const auto payload = registration_payload(registration).value();
  const auto response = ask("POST", "/api/v1/vendors", "",
                            {{"name", name},
                             {"display_name", name},
                             {"contact", "dev@example.com"},
                             {"public_keys", registration.public_keys},
                             {"proof", crypto::dsse_sign(kRegistrationPayloadType, payload, key)}});
  if (response.status == 201) tokens_[name] = json(response)["token"];
  return response;
}

http::Response MarketFixture::approve_vendor(const std::string& name) {
  const auto shard_key =
      crypto::SigningKey::load(folder_ / "data" / "keys" / "vendors-00.key").value();
  const auto shard =
      shard_with_vendor(repository_->metadata("vendors-00").value(), name,
                        {keys_.at(name).public_key()}, 1, shard_key, clock_.now_ms() + kYearMs);
  return ask_with_text("POST", "/api/v1/vendors/" + name + "/approve", tokens_["operator"],
                       shard.value());
}

void MarketFixture::register_company(const std::string& name) {
  const auto response = ask("POST", "/api/v1/companies", "", {{"name", name}});
  ASSERT_EQ(response.status, 201) << response.body;
  tokens_[name] = json(response)["token"];
}

http::Response MarketFixture::upload(const std::string& vendor, const std::string& bytes) {
  return ask_with_text("PUT",
                       "/api/v1/uploads/" + operation_id_of(vendor, crypto::sha256_hex(bytes)),
                       tokens_[vendor], bytes);
}

http::Response MarketFixture::decide(const std::string& operation_id, const std::string& decision) {
  return ask("POST", "/api/v1/uploads/" + operation_id + "/decision", tokens_["operator"],
             {{"decision", decision}, {"reason", "for the test"}});
}

std::string MarketFixture::role_with(const std::string& vendor, const std::string& bytes,
                                     const testing::PackageText& text) {
  const auto present = repository_->metadata("vendor." + vendor);
  return role_with_targets(present ? *present : "",
                           {{.path = package_path(text.id, text.version),
                             .sha256 = crypto::sha256_hex(bytes),
                             .length = static_cast<std::int64_t>(bytes.size()),
                             .custom = nullptr}},
                           keys_.at(vendor), clock_.now_ms() + kYearMs)
      .value();
}

http::Response MarketFixture::put_role(const std::string& vendor, const std::string& role) {
  return ask_with_text("PUT", "/api/v1/vendors/" + vendor + "/role", tokens_[vendor], role);
}

std::string MarketFixture::package(const testing::PackageText& text) {
  return testing::signed_package(text, keys_.at(text.id.substr(0, text.id.find('.'))));
}

void MarketFixture::release(const testing::PackageText& text) {
  const std::string vendor = text.id.substr(0, text.id.find('.'));
  const std::string bytes = package(text);
  const auto uploaded = upload(vendor, bytes);
  ASSERT_EQ(uploaded.status, 200) << uploaded.body;
  ASSERT_EQ(decide(json(uploaded)["operation_id"], "approve").status, 200);
  const auto released = put_role(vendor, role_with(vendor, bytes, text));
  ASSERT_EQ(released.status, 200) << released.body;
}

http::Response MarketFixture::put_offer(const std::string& vendor, const Json& change) {
  Json terms{{"offer_id", vendor + ".notes-monthly"},
             {"product", vendor + ".notes"},
             {"model", "concurrent"},
             {"price", {{"amount", 1900}, {"currency", "EUR"}}},
             {"period", "month"},
             {"per", "seat"}};
  terms.update(change);
  const auto offer = licensing::parse_offer(terms).value();
  const auto envelope = licensing::sign_offer(offer, keys_.at(vendor)).value();
  return ask("PUT", "/api/v1/offers/" + offer.offer_id, tokens_[vendor], envelope);
}

}  // namespace kontor::marketplace

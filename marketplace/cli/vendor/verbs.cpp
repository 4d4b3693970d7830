#include "marketplace/cli/vendor/verbs.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/core/vendor.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kTermsBytesMax = 65536;

Result<Json> offer_json(const OfferTerms& terms) {
  Json json{{"offer_id", terms.offer_id},
            {"product", terms.product},
            {"model", terms.model},
            {"price", {{"amount", terms.amount}, {"currency", terms.currency}}},
            {"period", terms.period},
            {"per", terms.per},
            {"min_seats", terms.min_seats},
            {"features", terms.features},
            {"rebind", terms.rebind}};
  if (terms.idle_timeout_s > 0) json["idle_timeout_s"] = terms.idle_timeout_s;
  if (terms.lease_ttl_s > 0) json["lease_ttl_s"] = terms.lease_ttl_s;
  if (terms.more.empty()) return json;
  const std::string text = TRY(read_file(terms.more, kTermsBytesMax));
  const Json more = TRY(parse_json(text, {.bytes_max = kTermsBytesMax, .depth_max = 5}));
  if (!more.is_object())
    return Error{ErrorCode::invalid_argument, terms.more.string() + " must hold a JSON object"};
  json.update(more);
  return json;
}

}  // namespace

Result<Json> register_vendor(const VendorWish& wish) {
  const auto& token_file = wish.address.token_file;
  if (token_file.empty())
    return Error{ErrorCode::invalid_argument, "--token-file says where to keep your token"};
  if (std::filesystem::exists(token_file))
    return Error{ErrorCode::conflict, token_file.string() + " exists; it holds another token"};
  const auto key = TRY(crypto::SigningKey::load_or_create(wish.key));
  const VendorRegistration registration{
      .name = wish.vendor,
      .display_name = wish.display_name.empty() ? wish.vendor : wish.display_name,
      .contact = wish.contact,
      .public_keys = {hex_encode(key.public_key().ed25519_raw())}};
  const std::string payload = TRY(registration_payload(registration));
  auto desk = TRY(Desk::open({.market = wish.address.market, .token_file = {}}));
  Json answer =
      TRY(desk.call("POST", "/vendors",
                    {{"name", registration.name},
                     {"display_name", registration.display_name},
                     {"contact", registration.contact},
                     {"public_keys", registration.public_keys},
                     {"proof", crypto::dsse_sign(kRegistrationPayloadType, payload, key)}}));
  const std::string token = TRY(json_text(answer, "token"));
  TRY(write_file(token_file, token + "\n", FileMode::secret));
  answer.erase("token");
  answer.erase("proof");
  return answer;
}

Result<Json> vendor_status(const VendorWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  Json answer = TRY(desk.call("GET", "/vendors/" + http::percent_encode(wish.vendor)));
  answer.erase("proof");
  return answer;
}

Result<Json> put_offer(const VendorWish& wish) {
  const auto key = TRY(crypto::SigningKey::load(wish.key));
  const Json terms = TRY(offer_json(wish.terms));
  const licensing::Offer offer = TRY(licensing::parse_offer(terms));
  const Json envelope = TRY(licensing::sign_offer(offer, key));
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("PUT", "/offers/" + http::percent_encode(offer.offer_id), envelope);
}

}  // namespace kontor::marketplace

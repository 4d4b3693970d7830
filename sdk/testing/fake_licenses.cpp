#include "sdk/testing/fake_licenses.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "sdk/testing/practice_key.hpp"

namespace kontor::testing {
namespace {

std::string raw_hex(const crypto::SigningKey& key) {
  return hex_encode(key.public_key().ed25519_raw());
}

std::string signed_by(const crypto::SigningKey& key, const Json& payload) {
  const Json footer = {{"kid", crypto::key_id(key.public_key())}};
  return crypto::paseto::sign(key, to_text(payload), to_text(footer));
}

}  // namespace

crypto::SigningKey FakeLicenses::practice_key() {
  return crypto::SigningKey::from_seed(hex_decode(kPracticeSeed).value()).value();
}

std::string FakeLicenses::key() const { return raw_hex(market_); }

op::LicenseCheckResponse FakeLicenses::answer(const op::LicenseCheckRequest& request,
                                              const std::string& product,
                                              const std::string& state) const {
  op::LicenseCheckResponse answer{.state = state};
  if (state == "unlicensed") return answer;
  const std::string id = "01936d2e-7c4a-7000-8000-000000000001";
  answer.document = signed_by(market_, {{"license_id", id},
                                        {"product", product},
                                        {"features", Json::array()},
                                        {"authority", raw_hex(authority_)},
                                        {"valid_from", "2020-01-01T00:00:00.000Z"},
                                        {"expires_at", nullptr}});
  answer.token = signed_by(authority_, {{"product", product},
                                        {"feature", request.feature.value_or("")},
                                        {"state", state},
                                        {"nonce", request.nonce},
                                        {"license_id", id}});
  return answer;
}

}  // namespace kontor::testing

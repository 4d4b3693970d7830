#include "marketplace/app/license_signing.hpp"

#include "base/core/log.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/store/license_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kSignedAtOnce = 200;

// As a host believes once the old keys are gone.
licensing::TrustedKeys present_keys(Market& market) {
  const crypto::PublicKey key = market.repository.license_key().public_key();
  return {.license_key = [key, kid = crypto::key_id(key)](
                             std::string_view named) -> Result<crypto::PublicKey> {
            if (named == kid) return key;
            return Error{ErrorCode::untrusted, "signed by an earlier licence key"};
          },
          .vendor_keys =
              [&market](std::string_view vendor) {
                return market.repository.vendor_keys(std::string(vendor));
              }};
}

// The next document, kept only if it is believed.
Result<IssuedLicense> sign_next(Market& market, const std::string& license_id,
                                const licensing::TrustedKeys& keys) {
  return market.database.transaction([&](db::Session& session) -> Result<IssuedLicense> {
    const IssuedLicense license = TRY(IssuedLicenseStore(session).get(license_id));
    IssuedLicense next = TRY(reissue(market, session, license, "new-key"));
    TRY(licensing::verify_license(next.document, keys));
    return next;
  });
}

}  // namespace

Result<std::int64_t> sign_licenses_anew(
    Market& market, const std::function<void(const IssuedLicense&)>& signed_anew) {
  const licensing::TrustedKeys keys = present_keys(market);
  std::int64_t done = 0, left = 0;
  for (std::string after;;) {
    const auto page = TRY(market.database.read([&](db::Session& session) {
      return IssuedLicenseStore(session).standing(after, kSignedAtOnce);
    }));
    for (const IssuedLicense& license : page) {
      if (licensing::verify_license(license.document, keys)) continue;
      const auto next = sign_next(market, license.license_id, keys);
      if (next) signed_anew(*next);
      ++(next ? done : left);
    }
    if (page.size() < static_cast<std::size_t>(kSignedAtOnce)) break;
    after = page.back().license_id;
  }
  if (done > 0 || left > 0)
    log::info("licences signed anew after a change of keys", {{"signed", done}, {"left", left}});
  return done;
}

}  // namespace kontor::marketplace

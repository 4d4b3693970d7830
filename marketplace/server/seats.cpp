#include "marketplace/server/seats.hpp"

#include "base/crypto/dsse.hpp"
#include "licensing/seats/endpoints.hpp"
#include "marketplace/api/access.hpp"

namespace kontor::marketplace {
namespace {

// The licence a request names in its path or its body; empty where the lease's own proof
// decides.
std::string named_license(const http::Request& request) {
  if (const auto named = request.path.find("license_id"); named != request.path.end())
    return named->second;
  const auto body = parse_json(request.body);
  if (!body || !body->is_object()) return "";
  const auto named = json_text(*body, "license_id");
  return named ? *named : "";
}

Result<std::any> owner_of_license(const http::Auth& company, licensing::SeatLedger& ledger,
                                  const http::Request& request) {
  std::any identity = TRY(company.check(request));
  const std::string license_id = named_license(request);
  if (license_id.empty()) return identity;
  const auto license = TRY(ledger.license(license_id));
  if (license.company_id != std::any_cast<const Principal&>(identity).id)
    return Error{ErrorCode::forbidden, "this licence is another company's"};
  return identity;
}

}  // namespace

Result<std::unique_ptr<licensing::SeatLedger>> open_seat_ledger(db::Database& database,
                                                                const Repository& repository,
                                                                const Clock& clock, Random& random,
                                                                crypto::SigningKey own_key) {
  licensing::TrustedKeys keys{
      .license_key = [&repository](std::string_view kid) -> Result<crypto::PublicKey> {
        for (const crypto::PublicKey& key : repository.license_keys())
          if (crypto::key_id(key) == kid) return key;
        return Error{ErrorCode::untrusted,
                     "the market has no licence key '" + std::string(kid) + "'"};
      },
      .vendor_keys =
          [&repository](std::string_view vendor) {
            return repository.vendor_keys(std::string(vendor));
          },
  };
  return licensing::SeatLedger::open(database, clock, random, std::move(own_key), std::move(keys));
}

// A company is the administrator of its own licences, and `own_license` lets nobody else in.
void add_seat_routes(http::Router& router, Market& market, licensing::SeatLedger& ledger) {
  const http::Auth company = company_only(market);
  const http::Auth own_license("company", [company, &ledger](const http::Request& request) {
    return owner_of_license(company, ledger, request);
  });
  licensing::add_seat_endpoints(
      router, ledger,
      {.administrator = company, .member = own_license, .caller = [](const http::Request&) {
         return licensing::SeatCaller{.administrator = true};
       }});
}

}  // namespace kontor::marketplace

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/client/held_seats.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::host {

// A licence's standing as an administrator is told it.
struct LicenseStanding {
  licensing::Step step = {licensing::Standing::off, {}};
  std::string why = "unlicensed";  // Stable code; "" when all is well.
  bool may_use() const { return step.standing <= licensing::Standing::notices; }
  bool may_look() const { return step.standing <= licensing::Standing::read_only; }
};

// All seats of the company, wherever they are counted: by this host's own ledger, or by the
// remote one where the licence document names another authority. Any thread.
class CompanySeats {
 public:
  // `remote` may be null: then this host counts everything itself.
  CompanySeats(licensing::SeatLedger& own, licensing::RemoteSeats* remote, const Clock& clock)
      : own_(own), remote_(remote), clock_(clock) {}

  // The document goes to the ledger that its authority names.
  Result<licensing::License> install_document(std::string_view token);
  std::vector<licensing::License> licenses(std::string_view product);
  // Kept and not believed any more, at either ledger.
  std::vector<licensing::RefusedLicense> refused_licenses() const;
  // Why a licence that was here is withdrawn, at either ledger; nothing if it is not.
  Result<std::optional<std::string>> withdrawn(const std::string& license_id,
                                               const std::string& company_id);

  // What every call of a plugin asks first: no database, no network, no allocation. True only
  // for a seat that claim() gave within the last seconds.
  bool sits(std::string_view product, std::string_view subject) const {
    return held_.sits(product, subject, clock_.monotonic_ms());
  }
  // As SeatLedger's of the same names.
  Result<licensing::Lease> claim(std::string_view product, std::string_view subject,
                                 std::string_view session, std::string_view feature = {});
  Result<licensing::Waited> wait(std::string_view product, std::string_view subject,
                                 std::string_view session);
  Status leave_queue(std::string_view product, std::string_view subject, std::string_view session);
  Status release_own(std::string_view product, std::string_view session);
  Result<std::int64_t> release_session(std::string_view session);
  // Travel: of a seat that a remote ledger counts; this host's own never leaves it.
  Result<TimeMs> borrow(std::string_view product, std::string_view subject,
                        std::string_view session, std::int64_t days);
  Status give_back(std::string_view product, std::string_view session);
  Result<licensing::Occupancy> occupancy(std::string_view product);
  Status assign_named(std::string_view product, const std::vector<std::string>& subjects);
  Result<licensing::Entitlement> entitlement(std::string_view product,
                                             std::string_view feature = {});

  struct Proof {
    licensing::Entitlement state = licensing::Entitlement::unlicensed;
    std::string token;
    std::string document;
    std::string binding;  // Of a remote ledger only, with the device's key.
    std::string device_key;
    std::optional<TimeMs> expires_at_ms;
  };
  Result<Proof> prove(std::string_view product, std::string_view feature, std::string_view nonce);

  // How the product stands on the grace ladder; of several licences the best.
  LicenseStanding standing(std::string_view product);
  bool counts_elsewhere(std::string_view product) const;
  const std::string& authority() const { return own_.authority(); }
  const licensing::RemoteSeats* remote() const { return remote_; }
  // The same, for what is asked of it alone: files over an air gap.
  licensing::RemoteSeats* away() { return remote_; }
  TimeMs now_ms() const { return clock_.now_ms(); }
  // Somebody changed who may sit.
  void forget_held() { held_.clear(); }

 private:
  // A use that the ledger does not hear of shortens the idle time by at most this.
  static constexpr std::int64_t kCertainMs = 5000;

  licensing::SeatLedger& own_;
  licensing::RemoteSeats* remote_;
  const Clock& clock_;
  licensing::HeldSeats held_;
};

}  // namespace kontor::host

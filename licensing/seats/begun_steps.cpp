// Claim, renew and release for whoever serves many at once and must not wait.

#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Common claims: a known licence with room. All else is claim()'s.
void SeatLedger::begin_claim(const Claim& claim,
                             std::function<void(Result<std::optional<Lease>>)> done) {
  const LicenseShelf::Shared license = shelf_.find(claim.license_id);
  if (!license || !check_claim(claim) || !check_terms(*license) || !check_restored()) {
    return done(std::optional<Lease>());
  }
  // Two owners: the work, and what follows the commit.
  const auto wish = std::make_shared<const Claim>(claim);
  writer_->begin([this, license,
                  wish](Change& change) { return grant(change, *license, *wish, std::nullopt); },
                 [this, wish, done = std::move(done)](Result<std::optional<Lease>> lease) {
                   if (lease && *lease) after_claim(*wish, **lease);
                   done(std::move(lease));
                 });
}

void SeatLedger::begin_renew(const LeaseStep& step, std::function<void(Result<Lease>)> done) {
  if (const auto known = shelf_.find(watch_.license_id(step.lease_id))) {
    if (Status usable = check_terms(*known); !usable) return done(std::move(usable).error());
  }
  writer_->begin([this, step](Change& change) { return renew_in(change, step); },
                 [this, done = std::move(done)](Result<Lease> renewed) {
                   if (renewed) watch_.advance(renewed->step);
                   done(std::move(renewed));
                 });
}

void SeatLedger::begin_release(const LeaseStep& step, std::function<void(Status)> done) {
  // Two owners: the work that finds out, and what follows the commit.
  const auto lingering = std::make_shared<std::optional<StoredLease>>();
  writer_->begin(
      [this, step, lingering](Change& change) { return release_in(change, step, *lingering); },
      [this, step, lingering, done = std::move(done)](Status released) {
        if (released) after_release(step, *lingering);
        done(std::move(released));
      });
}

}  // namespace kontor::licensing

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/tlog/checkpoint.hpp"
#include "base/tlog/tiles.hpp"
#include "base/tuf/fetcher.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::marketplace {

// What the log says about a release.
struct LoggedRelease {
  std::uint64_t index = 0;
  TimeMs at_ms = 0;        // When it was logged: what a minimum age counts from.
  std::string proof = {};  // The bytes to keep beside the package, for verify_offline().
};

// Holds a market to its transparency log. Keeps, each replaced in one step:
//
//   <folder>/log.checkpoint            the newest signed checkpoint that was ever believed
//   <folder>/log-split-<size>.json     evidence of a split view:
//   {"origin","seen_at","kept","served"},
//                                      both signed notes; nothing here is ever removed
//
// Errors carry a `code` in their detail, all of them untrusted: log-split (two views of one log),
// log-rolled-back (an older checkpoint than the kept one), log-not-signed, log-wrong-origin,
// log-not-witnessed, log-bad-tile, log-proof (malformed, or does not prove), log-wrong-entry
// (proves something else). unavailable when there is no answer; not_found when the market has
// no proof of this package. One thread at a time.
class LogCheck {
 public:
  // `market` is the root of the market's site, or a mirror's or bundle's folder: it is asked for
  // log/checkpoint, log/tile/… and packages/<sha256>.proof. `policy` is what the off-line role
  // says (market/log-keys.json). References outlive the object.
  LogCheck(tuf::Fetcher& market, std::filesystem::path folder, tlog::LogPolicy policy,
           const Clock& clock);

  // Fetches the newest checkpoint, proves it consistent with the kept one, keeps it. The first
  // one is believed on the log's signature alone.
  Status refresh();

  // Proves that `package`, as TUF describes it, is in the log: fetches its proof, compares the
  // entry member by member, checks the inclusion, and that the proof's checkpoint is consistent
  // with the kept one. Call it at install and update.
  Result<LoggedRelease> prove(const MarketPackage& package);
  // The same for a proof that is at hand (a bundle's).
  Result<LoggedRelease> prove(const MarketPackage& package, std::string proof);

  // Asks for every tile that a host may need whose own kept checkpoint has `from` entries or more,
  // to become consistent with the one kept here. For whoever records the answers: a bundle that
  // holds them is enough for any such host. 32 bytes an entry after `from`.
  Status fetch_history(std::uint64_t from = 0);

  // The kept checkpoint, if there is one of this log.
  Result<std::optional<tlog::Checkpoint>> kept() const;

 private:
  struct Seen {
    std::string note;
    tlog::Checkpoint checkpoint;
  };
  Result<std::optional<Seen>> load() const;
  Status keep(const std::string& note) const;
  // What refresh() and prove() do with a checkpoint the log signed.
  Status accept_newest(const Seen& served);
  Status accept_older_or_newer(const Seen& served);
  // untrusted with log-split unless the smaller tree begins the larger one.
  Status check_consistent(const Seen& kept, const Seen& served);
  Result<std::string> fetch_tile(const tlog::Tile& tile, std::size_t bytes_max);
  Error split(const Seen& kept, const Seen& served) const;

  tuf::Fetcher& market_;
  std::filesystem::path folder_;
  tlog::LogPolicy policy_;
  const Clock& clock_;
};

// At load, with no request: the stored proof speaks of exactly this package and is signed by the
// log. Compares target, sha256, plugin and version; the length too unless it is below 0.
Result<LoggedRelease> verify_offline(std::string_view proof, const MarketPackage& package,
                                     const tlog::LogPolicy& policy);

}  // namespace kontor::marketplace

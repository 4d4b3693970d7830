#include "marketplace/app/commitments.hpp"

#include <optional>

#include "base/core/log.hpp"
#include "marketplace/core/commitment.hpp"
#include "marketplace/store/commitment_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kCommitmentsAtOnce = 100;

Json log_entry_of(const Commitment& commitment) {
  return {{"type", "license"}, {"vendor", commitment.vendor}, {"commitment", commitment.hash}};
}

Result<std::optional<std::uint64_t>> find_logged(const Log& log, const Commitment& commitment) {
  const std::uint64_t size = log.size();
  for (auto index = static_cast<std::uint64_t>(commitment.log_from); index < size; ++index) {
    const std::string entry = TRY(log.entry(index));
    if (entry.find(commitment.hash) != std::string::npos) return std::optional(index);
  }
  return std::optional<std::uint64_t>();
}

// How many there were.
Result<std::size_t> log_some(Market& market) {
  const auto waiting = TRY(market.database.read([](db::Session& session) {
    return CommitmentStore(session).not_logged(kCommitmentsAtOnce);
  }));
  for (const Commitment& commitment : waiting) {
    std::optional<std::uint64_t> index = TRY(find_logged(market.log, commitment));
    if (!index) index = TRY(market.log.append(log_entry_of(commitment)));
    TRY(market.database.transaction([&](db::Session& session) {
      return CommitmentStore(session).set_logged(commitment.order_id, *index);
    }));
  }
  return waiting.size();
}

}  // namespace

void log_commitments(Market& market) {
  const std::lock_guard lock(market.committing);
  for (;;) {
    const auto done = log_some(market);
    if (!done) log::error("licences not committed to the log", {{"error", done.error().message}});
    if (!done || *done < static_cast<std::size_t>(kCommitmentsAtOnce)) return;
  }
}

}  // namespace kontor::marketplace

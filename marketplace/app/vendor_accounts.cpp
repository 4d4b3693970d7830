#include "marketplace/app/vendor_accounts.hpp"

#include <limits>

#include "marketplace/app/vendors.hpp"
#include "marketplace/core/money_text.hpp"
#include "marketplace/store/commitment_store.hpp"
#include "marketplace/store/posting_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr TimeMs kEver = std::numeric_limits<TimeMs>::max();

Error period_too_long() {
  return {ErrorCode::exhausted, "the statement is too long; ask for a shorter period",
          kontor::to_text(Json{{"code", "period-too-long"}, {"status", 413}})};
}

Error payout_refused(const char* stable_code, std::string sentence) {
  return {ErrorCode::conflict, std::move(sentence), kontor::to_text(Json{{"code", stable_code}})};
}

}  // namespace

Result<VendorAccount> vendor_account(Market& market, const std::string& vendor, TimeMs from_ms,
                                     TimeMs to_ms) {
  TRY(get_vendor(market, vendor));
  return market.database.read([&](db::Session& session) -> Result<VendorAccount> {
    VendorAccount account{.vendor = vendor, .from_ms = from_ms, .to_ms = to_ms};
    PostingStore postings(session);
    for (const auto& [currency, owed] : TRY(postings.owed_before(vendor, from_ms)))
      account.sums[currency].opening = owed;
    account.postings = TRY(postings.between(vendor, from_ms, to_ms, kStatementLinesMax + 1));
    account.licenses =
        TRY(CommitmentStore(session).between(vendor, from_ms, to_ms, kStatementLinesMax + 1));
    if (account.postings.size() > kStatementLinesMax ||
        account.licenses.size() > kStatementLinesMax)
      return period_too_long();
    for (const Posting& posting : account.postings) add(account.sums[posting.currency], posting);
    return account;
  });
}

Result<Posting> record_payout(Market& market, const std::string& vendor,
                              const std::string& reference, const licensing::Money& money) {
  TRY(get_vendor(market, vendor));
  return market.database.transaction([&](db::Session& session) -> Result<Posting> {
    PostingStore postings(session);
    const auto earlier = TRY(postings.of_reference(PostingKind::payout, reference));
    if (!earlier.empty()) {
      const Posting& known = earlier.front();
      if (known.vendor == vendor && known.currency == money.currency &&
          known.split.share == -money.amount)
        return known;
      return payout_refused("reference-used", "the payout reference '" + reference +
                                                  "' is recorded for something else");
    }
    auto owed = TRY(postings.owed_before(vendor, kEver));
    if (money.amount <= 0 || owed[money.currency] < money.amount)
      return payout_refused("more-than-owed", "vendor '" + vendor + "' is owed " +
                                                  money_text(owed[money.currency], money.currency) +
                                                  " " + money.currency);
    const Posting posting{.posting_id = market.ids.next(),
                          .at_ms = market.clock.now_ms(),
                          .kind = PostingKind::payout,
                          .vendor = vendor,
                          .order_id = {},
                          .reference = reference,
                          .currency = money.currency,
                          .split = {.tax = 0, .commission = 0, .share = -money.amount}};
    TRY(postings.insert(posting));
    return posting;
  });
}

}  // namespace kontor::marketplace

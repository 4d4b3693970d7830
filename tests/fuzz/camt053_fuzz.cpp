#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "marketplace/billing/camt053.hpp"

// Property: any bytes are refused or are a statement whose credits are above zero, in a currency
// and under a reference, and no more than the limit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::marketplace;
  const auto read = billing::parse_camt053({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  if (read->credits.size() > billing::kStatementEntriesMax) std::abort();
  for (const BankEntry& entry : read->credits)
    if (entry.amount <= 0 || entry.currency.size() != 3 || entry.reference.empty()) std::abort();
  return 0;
}

#pragma once

#include <string_view>

#include "base/core/result.hpp"
#include "marketplace/core/bank_entry.hpp"

namespace kontor::marketplace::billing {

inline constexpr std::size_t kStatementBytesMax = std::size_t{8} << 20;
inline constexpr std::size_t kStatementEntriesMax = 20'000;

// Reads an ISO 20022 bank-to-customer statement, camt.053.001.02 to .12: of each booked credit
// (Ntry with Sts BOOK, CdtDbtInd CRDT, no RvslInd) one entry for each of its TxDtls, or one for
// itself where the bank gives no details. The reference is the bank's AcctSvcrRef, or else made
// of the statement's id and the entry's place in it.
//
// invalid_argument, naming the line: not well-formed, another document, a document type
// declaration (so nothing is ever expanded), deeper than 32 elements, texts or entries beyond the
// limits, an amount that is none, details that do not add up to their entry.
Result<BankStatement> parse_camt053(std::string_view xml);

}  // namespace kontor::marketplace::billing

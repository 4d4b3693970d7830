#pragma once

#include <string>

#include "base/core/result.hpp"
#include "marketplace/core/invoice.hpp"

namespace kontor::marketplace::billing {

// The invoice or credit note on A4, as many pages as it takes: parties, number, dates, lines, net,
// tax, gross, instalments and the payment reference. Its font (DejaVu Sans, Cyrillic included) is
// embedded; texts can be searched and copied. The same invoice gives the same pages.
Result<std::string> invoice_pdf(const Invoice& invoice);

}  // namespace kontor::marketplace::billing

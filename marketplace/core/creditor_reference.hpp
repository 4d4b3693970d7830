#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kontor::marketplace {

// The structured creditor reference of an invoice (ISO 11649): "RF", two check digits and the
// invoice's number without its dash, so that a mistyped one is noticed.
std::string creditor_reference(std::string_view invoice_number);

// The first right reference in what a payer wrote, spaces and case left aside; none if there is
// no "RF…" of ours whose check digits fit.
std::optional<std::string> find_creditor_reference(std::string_view text);

}  // namespace kontor::marketplace

#include <ostream>

#include "licensing/cli/tables.hpp"

namespace kontor::licensing {
namespace {

// Amounts of a quote are numbers in its one currency.
std::string sum(const Json& quote, const Json& owner, const char* name) {
  const auto found = owner.find(name);
  if (found == owner.end() || !found->is_number_integer()) return "-";
  return money_words({{"amount", *found}, {"currency", quote.value("currency", "")}});
}

const Json* part(const Json& quote, const char* name) {
  const auto found = quote.find(name);
  return found != quote.end() && found->is_object() ? &*found : nullptr;
}

std::int64_t number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

void print_comparisons(std::ostream& out, const Json& quote) {
  if (const Json* next = part(quote, "next_tier"))
    out << "  The next price: " << sum(quote, *next, "unit_amount") << " each from "
        << number(*next, "quantity") << " seats (" << sum(quote, *next, "total") << " in all)\n";
  if (const Json* rent = part(quote, "renting_overtakes"))
    out << "  Renting costs more than buying from month " << number(*rent, "month") << ": "
        << sum(quote, *rent, "rented") << " against " << sum(quote, *rent, "bought") << "\n";
  if (const Json* parts = part(quote, "instalments"))
    out << "  In " << number(*parts, "count") << " payments of " << sum(quote, *parts, "each")
        << ": " << sum(quote, *parts, "total") << ", " << sum(quote, *parts, "surcharge")
        << " more\n";
  if (const Json* renewal = part(quote, "renewal"))
    out << "  Renewal: " << sum(quote, *renewal, "amount") << " for " << number(*renewal, "months")
        << " months\n";
}

void print_quote(std::ostream& out, const Json& quote) {
  for (const Json& one : quote.value("lines", Json::array()))
    out << "  " << one.value("text", "") << ": " << number(one, "quantity") << " x "
        << sum(quote, one, "amount") << " = " << sum(quote, one, "total") << "\n";
  out << "  To pay now: " << sum(quote, quote, "now") << "; in all: " << sum(quote, quote, "total")
      << "\n";
  for (const Json& condition : quote.value("conditions", Json::array()))
    out << "  Condition: " << condition.value("text", "") << "\n";
  for (const Json& years : quote.value("years", Json::array()))
    out << "  After " << number(years, "years") << " years: licence "
        << sum(quote, years, "licence") << ", with updates "
        << sum(quote, years, "licence_with_updates") << ", data transfer "
        << sum(quote, years, "data_transfer") << ", adaptation " << sum(quote, years, "adaptation")
        << ", support " << sum(quote, years, "support") << ", losses in transition "
        << sum(quote, years, "losses_in_transition") << "; cost of ownership "
        << sum(quote, years, "ownership") << "\n";
  print_comparisons(out, quote);
}

}  // namespace

void print_quotes(std::ostream& out, const Json& answer) {
  for (const Json& one : answer.value("quotes", Json::array())) {
    const Json offer = one.value("offer", Json::object());
    const Json quote = one.value("quote", Json::object());
    out << offer.value("offer_id", "") << ": " << offer.value("model", "") << ", per "
        << offer.value("per", "") << ", " << offer.value("period", "") << "\n";
    if (quote.contains("refused"))
      out << "  " << quote.value("refused", "") << "\n";
    else
      print_quote(out, quote);
  }
}

}  // namespace kontor::licensing

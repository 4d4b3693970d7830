#include "licensing/cli/tables.hpp"

#include <iomanip>
#include <ostream>

#include "licensing/core/money.hpp"

namespace kontor::licensing {
namespace {

std::string plain(const Json& value) {
  if (value.is_null()) return "-";
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? "-" : plain(*found);
}

std::string day(const Json& object, const char* name) {
  const std::string text = member(object, name);
  return text.size() >= 10 ? text.substr(0, 10) : text;
}

const Json& list_in(const Json& object, const char* name) {
  static const Json nothing = Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : nothing;
}

void line(std::ostream& out, const char* name, const std::string& value) {
  if (value != "-" && !value.empty())
    out << "  " << std::left << std::setw(14) << name << value << "\n";
}

void print_facts(std::ostream& out, const Json& answer) {
  for (const auto& [name, value] : answer.items())
    if (!value.is_structured() && !value.is_null()) out << name << ": " << plain(value) << "\n";
  for (const auto& [name, list] : answer.items()) {
    if (!list.is_array()) continue;
    for (const Json& item : list) {
      const char* between = "";
      if (!item.is_object()) continue;
      for (const auto& [fact, value] : item.items()) {
        if (value.is_structured()) continue;
        out << between << fact << " " << plain(value);
        between = "  ";
      }
      out << "\n";
    }
  }
}

void print_license(std::ostream& out, const Json& license) {
  out << member(license, "product") << ": " << member(license, "state");
  if (license.contains("seats") && member(license, "model") != "site")
    out << ", " << member(license, "used") << " of " << member(license, "seats") << " seats ("
        << member(license, "model") << ")";
  else
    out << " (" << member(license, "model") << ")";
  out << "\n";
  line(out, "licence", member(license, "license_id"));
  line(out, "until", day(license, "expires_at"));
  line(out, "updates until", day(license, "updates_until"));
  line(out, "counted by", member(license, "counted_by"));
  line(out, "why", member(license, "why"));
  line(out, "what to do", member(license, "advice"));
}

void print_refused(std::ostream& out, const Json& refused) {
  const std::string product = member(refused, "product");
  out << (product.empty() ? "a licence" : product) << ": refused (" << member(refused, "code")
      << ")\n";
  line(out, "licence", member(refused, "license_id"));
  line(out, "why", member(refused, "why"));
  line(out, "what to do", member(refused, "advice"));
}

void print_plugin(std::ostream& out, const Json& plugin) {
  out << member(plugin, "plugin") << " " << member(plugin, "version") << ": "
      << member(plugin, "standing") << "\n";
  line(out, "until", day(plugin, "until"));
  line(out, "why", member(plugin, "why"));
  line(out, "what to do", member(plugin, "advice"));
  line(out, "integrity", member(plugin, "integrity"));
  const auto support = plugin.find("support");
  if (support != plugin.end() && support->is_object()) {
    const bool eligible = support->value("eligible", false);
    line(out, "support", eligible ? member(*support, "level") : "none: " + member(*support, "why"));
  }
}

void print_status(std::ostream& out, const Json& answer) {
  for (const Json& license : list_in(answer, "licenses")) print_license(out, license);
  for (const Json& refused : list_in(answer, "refused")) print_refused(out, refused);
  for (const Json& plugin : list_in(answer, "plugins")) print_plugin(out, plugin);
  for (const Json& seat : list_in(answer, "travelling"))
    out << "on travel: " << member(seat, "product") << " until " << member(seat, "until") << "\n";
  if (list_in(answer, "licenses").empty()) out << "no licence is installed here\n";
}

void print_seats(std::ostream& out, const Json& answer) {
  out << member(answer, "model") << ": " << list_in(answer, "holders").size();
  if (answer.contains("total")) out << " of " << member(answer, "total");
  if (answer.contains("seats")) out << " of " << member(answer, "seats");
  out << " seats\n";
  for (const Json& holder : list_in(answer, "holders")) {
    const std::string name = member(holder, "name");
    out << "  " << (name == "-" || name.empty() ? member(holder, "subject") : name) << "  since "
        << member(holder, "since") << "\n";
  }
  for (const Json& one : list_in(answer, "waiting")) {
    const std::string name = member(one, "name");
    out << "  waits " << member(one, "place") << ": "
        << (name == "-" || name.empty() ? member(one, "subject") : name) << "  since "
        << member(one, "since") << ", keeps the place until " << member(one, "until") << "\n";
  }
}

void print_order(std::ostream& out, const Json& order) {
  out << "order " << member(order, "order_id") << ": " << member(order, "seats") << " seats of "
      << member(order, "product") << ", " << member(order, "state") << "\n";
  const bool is_licensed = member(order, "license_id") != "-";
  const auto invoice = order.find("invoice");
  if (invoice != order.end() && invoice->is_object()) {
    line(out, "invoice", member(*invoice, "number"));
    line(out, is_licensed ? "paid" : "to pay",
         money_words(invoice->value("total", Json::object())));
  }
  line(out, "licence", member(order, "license_id"));
  line(out, "written to", member(order, "written_to"));
  if (!is_licensed)
    out << "Once it is paid: kontor license order --look " << member(order, "order_id")
        << " --out FILE\n";
}

}  // namespace

std::string money_words(const Json& money) {
  if (!money.is_object() || !money.contains("amount") || !money["amount"].is_number_integer())
    return "-";
  const std::string currency = member(money, "currency");
  return amount_text(money["amount"].get<std::int64_t>(), currency) + " " + currency;
}

void print_answer(std::ostream& out, const std::string& verb, const Json& answer) {
  if (verb == "status" || (verb == "activate" && answer.contains("licenses")))
    print_status(out, answer);
  else if (verb == "seats" || verb == "assign")
    print_seats(out, answer);
  else if (verb == "quote")
    print_quotes(out, answer);
  else if (verb == "order")
    print_order(out, answer);
  else
    print_facts(out, answer);
}

}  // namespace kontor::licensing

#include <sstream>

#include "host/rehearsal/rehearsal.hpp"

namespace kontor::host {
namespace {

std::string text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

// One line for each item of report[name]; a line that says so when there is none.
template <typename Line>
void section(std::ostream& out, const Json& report, const char* name, const char* title,
             Line line) {
  out << title;
  if (report[name].empty()) {
    out << ": nothing\n";
    return;
  }
  out << "\n";
  for (const Json& item : report[name]) {
    out << "  ";
    line(item);
    out << "\n";
  }
}

void what_it_took(std::ostream& out, const Json& report) {
  section(out, report, "timings", "How long it took", [&](const Json& each) {
    out << text(each["contribution"]) << ": " << each["calls"] << " calls, p50 " << each["p50_ms"]
        << " ms, p95 " << each["p95_ms"] << " ms";
    if (each["failed"] != 0) out << ", " << each["failed"] << " failed";
  });
  out << "Started in " << text(report["start_ms"]) << " ms, used "
      << report["memory_bytes"].get<std::int64_t>() / 1024 << " KiB of memory and "
      << report["cpu_ms"] << " ms of a processor\n";
}

// "139.80 EUR": the market's currencies have two decimals.
std::string money(const Json& sum) {
  const auto amount = sum.value("amount", std::int64_t{0});
  const std::string cents = std::to_string(amount % 100);
  return std::to_string(amount / 100) + "." + (cents.size() < 2 ? "0" : "") + cents + " " +
         sum.value("currency", "");
}

void price(std::ostream& out, const Json& report) {
  const Json& price = report["price"];
  if (!price.is_object() || !price.contains("total")) {
    out << "Price: not known here\n";
    return;
  }
  out << "Price for " << price["users"] << " users: ";
  if (price.contains("per_month") && price["per_month"].is_object())
    out << money(price["per_month"]) << " per month\n";
  else
    out << money(price["total"]) << ", paid " << text(price["period"]) << "\n";
}

}  // namespace

std::string rehearsal_text(const Json& report) {
  std::ostringstream out;
  out << "Rehearsal of " << text(report["plugin"]) << " " << text(report["version"])
      << " on a copy of the company's data; nothing left the sandbox\n";
  if (report["not_installed"].is_string())
    out << "It was not installed: " << text(report["not_installed"]) << "\n";
  out << "It read of " << report["people_read"] << " of " << report["people"] << " people\n";
  section(out, report, "reads", "Fields it read", [&](const Json& each) {
    out << text(each["entity"]) << "." << text(each["field"]) << " of " << each["records"]
        << " records, for "
        << (text(each["purpose"]).empty() ? "no purpose" : text(each["purpose"]));
  });
  section(out, report, "writes", "It would have written", [&](const Json& each) {
    out << text(each["entity"]) << "." << text(each["field"]) << ": " << text(each["how"]) << ", "
        << each["records"] << " records";
    for (const Json& example : each["examples"])
      out << "\n    " << text(example["id"]) << ": " << text(example["value"]).substr(0, 100);
  });
  section(out, report, "refused_saves", "It would have refused saves", [&](const Json& each) {
    out << each["count"] << " of " << text(each["entity"]) << ", as: " << text(each["reasons"]);
  });
  section(out, report, "sent", "It would have sent", [&](const Json& each) {
    out << each["count"] << " × " << text(each["by"]) << " to " << text(each["to"]) << ", "
        << each["bytes"] << " bytes";
  });
  section(out, report, "did", "It also asked for",
          [&](const Json& each) { out << each["count"] << " × " << text(each["what"]); });
  section(out, report, "denied", "Denied",
          [&](const Json& each) { out << each["count"] << " × " << text(each["what"]); });
  section(out, report, "crashes", "Crashes", [&](const Json& each) { out << text(each); });
  what_it_took(out, report);
  price(out, report);
  section(out, report, "left_out", "Not tried",
          [&](const Json& each) { out << text(each["what"]) << ": " << text(each["why"]); });
  return out.str();
}

}  // namespace kontor::host

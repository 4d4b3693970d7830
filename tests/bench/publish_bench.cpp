// From a vendor's signed role to a visible release, durably logged and signed, and a search in the
// catalogue, with 1,000, 5,000 and 20,000 plugins in it.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "base/core/log.hpp"
#include "marketplace/app/catalogue.hpp"
#include "marketplace/app/releases.hpp"
#include "tests/bench/catalogue/full_market.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/postgres.hpp"

namespace {

using kontor::bench::Better;
using kontor::bench::Figure;
using kontor::bench::FullMarket;

constexpr int kPublications = 60;
constexpr int kSearches = 400;
constexpr int kPluginsOfAVendor = 20;

template <typename Value>
Value required(kontor::Result<Value> result, const char* what) {
  if (result) return std::move(result).value();
  std::cerr << "publish_bench: " << what << ": " << result.error().message << '\n';
  std::exit(1);
}

double time_ms(auto work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double percentile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::vector<double> publications_ms(FullMarket& full) {
  std::vector<double> times;
  for (int round = 0; round < kPublications; ++round) {
    const auto next = required(full.prepare_release(), "prepare");
    times.push_back(time_ms([&] {
      required(kontor::marketplace::publish_role(full.market(), next.vendor, next.role), "publish");
    }));
    const auto shown =
        required(kontor::marketplace::listing_detail(full.market(), next.plugin, {}), "listing");
    if (shown.releases.back().target_path != next.target) std::exit(1);
  }
  return times;
}

// Common words, rare words, several at once, categories, and later pages.
std::vector<double> searches_ms(FullMarket& full, int plugins) {
  std::vector<double> times;
  for (int round = 0; round < kSearches; ++round) {
    kontor::marketplace::CatalogueQuery query{.limit = 25};
    const int number = round * 7919 % plugins;
    if (round % 5 == 0) query.text = "telephony";
    if (round % 5 == 1) query.text = "bridge " + std::to_string(number);
    if (round % 5 == 2) query.text = "customers report payroll";
    if (round % 5 == 3) query.text = "nothing-of-that-name";
    if (round % 2 == 0) query.category = "service";
    if (round % 5 == 4) query.after = "vendor" + std::to_string(number / kPluginsOfAVendor);
    times.push_back(time_ms([&] {
      required(kontor::marketplace::search_catalogue(full.market(), query, {}), "search");
    }));
  }
  return times;
}

std::string with_count(const char* what, int plugins, const std::string& where) {
  return std::string(what) + ", " + std::to_string(plugins) + " plugins" + where;
}

std::vector<Figure> measure(const std::filesystem::path& folder, const std::string& url,
                            int plugins, int per_vendor, const std::string& where) {
  std::cerr << "  " << plugins << " plugins" << where << '\n';
  const auto full = required(FullMarket::make(folder, url, plugins, per_vendor), "fill");
  auto published = publications_ms(*full);
  auto searched = searches_ms(*full, plugins);
  const double limit_ms = plugins <= 1000 ? 30 : 60;
  return {{.name = with_count("publish to visible p50", plugins, where),
           .value = percentile(published, 0.5),
           .unit = "ms",
           .better = Better::lower,
           .target = limit_ms,
           .n = kPublications},
          {.name = with_count("publish to visible p99", plugins, where),
           .value = percentile(published, 0.99),
           .unit = "ms",
           .better = Better::lower,
           .n = kPublications},
          {.name = with_count("catalogue search p99", plugins, where),
           .value = percentile(searched, 0.99),
           .unit = "ms",
           .better = Better::lower,
           .target = 20,
           .n = kSearches}};
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  kontor::log::set_level(kontor::log::Level::error);
  std::filesystem::create_directories("build/bench");
  std::string parent = "build/bench/publish-XXXXXX";
  if (!mkdtemp(parent.data())) return 1;
  std::vector<Figure> figures;
  const auto add = [&](int plugins, int per_vendor, const std::string& where) {
    const auto folder = std::filesystem::path(parent) /
                        (std::to_string(plugins) + "-" + std::to_string(per_vendor) + where);
    std::string url = "sqlite:" + (folder / "market.db").string();
    if (where == ", PostgreSQL") url = kontor::testing::PostgresCluster::shared().create_database();
    for (Figure& figure : measure(folder, url, plugins, per_vendor, where))
      figures.push_back(std::move(figure));
  };
  for (const int plugins : {1000, 5000, 20000}) add(plugins, kPluginsOfAVendor, "");
  add(20000, 1, ", one of each vendor");
  add(20000, kPluginsOfAVendor, ", PostgreSQL");
  const auto written = kontor::bench::write_report(arguments[1], figures);
  std::filesystem::remove_all(parent);
  return written ? 0 : 1;
}

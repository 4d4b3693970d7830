// The transparency log at 10^4, 10^5 and 10^6 entries: appends a second, the time of a proof, of
// an opening, and the memory it takes.

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "base/tlog/offline_proof.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/log/log.hpp"
#include "tests/bench/report.hpp"

namespace {

using kontor::marketplace::Log;

constexpr int kBatch = 500;          // Entries one caller appends at once.
constexpr int kMeasured = 5'000;     // Appends timed at each size.
constexpr int kProofs = 5'000;       // Proofs timed at each size.
constexpr int kCallers = 32;         // Callers of one entry each at the same time.
constexpr int kEntriesACaller = 50;  // In the run with many callers.
constexpr double kAppendsWanted = 10'000;
constexpr double kProofMsWanted = 0.1;
constexpr double kMiB = 1 << 20;

using Instant = std::chrono::steady_clock::time_point;

double seconds_since(Instant start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "log_bench: " << what << '\n';
  std::exit(1);
}

std::string hash_of(int number) {
  return kontor::crypto::sha256_hex("package " + std::to_string(number));
}

kontor::Json entry(int number) {
  const std::string plugin = "vendor-" + std::to_string(number % 400) + ".plugin";
  const std::string version = "1.0." + std::to_string(number);
  return {{"type", "release"},
          {"vendor", "vendor-" + std::to_string(number % 400)},
          {"plugin", plugin},
          {"version", version},
          {"sha256", hash_of(number)},
          {"length", 1'000'000 + number},
          {"target", "vendor/" + plugin + "/" + version + ".kpkg"}};
}

void append_up_to(Log& log, int size) {
  std::vector<kontor::Json> batch;
  batch.reserve(kBatch);
  for (int next = static_cast<int>(log.size()); next < size; batch.clear()) {
    for (int more = 0; more < kBatch && next < size; ++more) batch.push_back(entry(next++));
    const auto appended = log.append_all(batch);
    require(static_cast<bool>(appended), appended ? "" : appended.error().message);
  }
}

double appends_a_second(Log& log, int size) {
  const auto start = std::chrono::steady_clock::now();
  append_up_to(log, size);
  return kMeasured / seconds_since(start);
}

double proof_ms(const Log& log, int size) {
  std::vector<double> times;
  times.reserve(kProofs);
  for (int round = 0; round < kProofs; ++round) {
    const std::string hash =
        hash_of(static_cast<int>(static_cast<std::int64_t>(round) * 7919 * 131 % size));
    const auto start = std::chrono::steady_clock::now();
    const auto proof = log.proof(hash);
    times.push_back(seconds_since(start) * 1e3);
    require(static_cast<bool>(proof), "an entry is not proven");
    if (round != 0) continue;
    const auto parsed = kontor::tlog::parse_offline_proof(*proof);
    require(parsed && kontor::tlog::verify_offline_proof(*parsed, parsed->extra, log.policy()),
            "a proof does not verify");
  }
  return kontor::bench::median(times);
}

// Many callers with one entry each share checkpoints.
double appends_a_second_of_callers(Log& log) {
  const int first = static_cast<int>(log.size());
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int caller = 0; caller < kCallers; ++caller)
    callers.emplace_back([&log, first, caller] {
      for (int number = 0; number < kEntriesACaller; ++number)
        require(static_cast<bool>(log.append(entry(first + caller * kEntriesACaller + number))),
                "an entry is not appended");
    });
  for (std::thread& caller : callers) caller.join();
  return kCallers * kEntriesACaller / seconds_since(start);
}

}  // namespace

int main(int count, char** arguments) {
  using kontor::bench::Better;
  require(count == 2, "give the JSON file to write");
  kontor::log::set_level(kontor::log::Level::error);
  std::string folder = (std::filesystem::temp_directory_path() / "kontor-bench-XXXXXX").string();
  require(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  const kontor::SystemClock clock;
  const auto key = kontor::crypto::SigningKey::generate();
  std::vector<kontor::bench::Figure> figures;
  for (const int size : {10'000, 100'000, 1'000'000}) {
    auto log = Log::open(folder, key, clock);
    require(static_cast<bool>(log), "the log does not open");
    append_up_to(**log, size - kMeasured);
    const std::string at = " at " + std::to_string(size) + " entries";
    figures.push_back({.name = "appends in batches" + at,
                       .value = appends_a_second(**log, size),
                       .unit = "1/s",
                       .better = Better::higher,
                       .target = kAppendsWanted,
                       .n = kMeasured});
    figures.push_back({.name = "inclusion proof" + at,
                       .value = proof_ms(**log, size),
                       .unit = "ms",
                       .better = Better::lower,
                       .target = kProofMsWanted,
                       .n = kProofs});
    log->reset();
    const auto start = std::chrono::steady_clock::now();
    log = Log::open(folder, key, clock);
    require(static_cast<bool>(log), "the log does not open again");
    figures.push_back({.name = "opening" + at,
                       .value = seconds_since(start),
                       .unit = "s",
                       .better = Better::lower});
    figures.push_back({.name = "memory of the process" + at,
                       .value = static_cast<double>(kontor::bench::resident_bytes(getpid())) / kMiB,
                       .unit = "MiB",
                       .better = Better::lower});
  }
  auto log = Log::open(folder + "/many", key, clock);
  require(static_cast<bool>(log), "the log does not open");
  figures.push_back({.name = std::to_string(kCallers) + " callers with one entry each",
                     .value = appends_a_second_of_callers(**log),
                     .unit = "1/s",
                     .better = Better::higher,
                     .n = kCallers * kEntriesACaller});
  const auto written = kontor::bench::write_report(arguments[1], figures);
  std::filesystem::remove_all(folder);
  require(static_cast<bool>(written), "cannot write the figures");
  return 0;
}

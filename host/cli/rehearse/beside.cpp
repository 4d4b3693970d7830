#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include "base/core/files.hpp"
#include "host/cli/rehearse/keys.hpp"
#include "host/cli/rehearse/ways.hpp"
#include "host/rehearsal/rehearsal.hpp"
#include "host/rehearsal/rehearsal_jobs.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

constexpr auto kPauseBeside = std::chrono::milliseconds(50);

fs::path own_path() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

}  // namespace

Result<Json> rehearse_beside(const RehearseWish& wish, const volatile int* ended) {
  RehearsalOrder order;
  order.data = fs::absolute(wish.data);
  order.database =
      wish.database.empty() ? "sqlite:" + (order.data / "host.db").string() : wish.database;
  if (wish.database.empty() && !fs::exists(order.data / "host.db"))
    return Error{ErrorCode::not_found, order.data.string() + " holds no host.db"};
  order.package = wish.package;
  order.vendor_keys = TRY(vendor_keys(wish.keys));
  order.runner = own_path().parent_path() / "kontor-runner";
  order.records = wish.records;
  order.events = wish.events;
  order.time_max_s = wish.for_s;
  order.phone_region = wish.phone_region;
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  RehearsalJobs jobs(order.data / "rehearsals", own_path(), ids);
  const std::string id = TRY(jobs.begin(std::move(order)));
  while (true) {
    const Json found = TRY(jobs.find(id));
    if (*ended != 0) return Error{ErrorCode::unavailable, "ended before its report"};
    if (found["state"] == "done") {
      TRY(jobs.remove(id));
      return found["report"];
    }
    if (found["state"] == "failed") {
      const Error why{ErrorCode::unavailable, found["message"].get<std::string>()};
      TRY(jobs.remove(id));
      return why;
    }
    std::this_thread::sleep_for(kPauseBeside);
  }
}

int do_rehearsal(const fs::path& folder, int parent) {
  // The second half closes the gap in which the parent died before the first.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent) return 1;
  const auto work = [&]() -> Status {
    const std::string text = TRY(read_file(folder / kOrderFile, std::size_t{1} << 20));
    const Json json = TRY(parse_json(text));
    const RehearsalOrder order = TRY(RehearsalOrder::from_json(json));
    // The folder outlives the work; the password that may stand in the address does not.
    Json kept = json;
    kept.erase("database");
    TRY(write_file(folder / kOrderFile, to_text(kept), FileMode::secret));
    const Json report = TRY(rehearse(order, folder));
    return write_file(folder / kReportFile, to_text(report), FileMode::secret);
  };
  const Status done = work();
  if (done) return 0;
  std::cerr << "kontor rehearse: " << done.error().message << "\n";
  static_cast<void>(write_file(folder / kFailureFile, done.error().message, FileMode::secret));
  return 1;
}

}  // namespace kontor::host

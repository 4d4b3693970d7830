#include "marketplace/review/trial_run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "marketplace/review/policy.hpp"

namespace kontor::marketplace::review {
namespace {

constexpr std::size_t kReportBytesMax = std::size_t{4} << 20;
constexpr int kPollMs = 200;
constexpr rlim_t kFileBytesMax = rlim_t{512} << 20;

Error broken(const std::string& why) {
  return {ErrorCode::unavailable, "the trial in the sandbox did not run: " + why};
}

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) ends[0] = ends[1] = -1;
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// What the child does between fork and exec: only what is safe there.
[[noreturn]] void become(char* const* arguments, char* const* environment, int output,
                         pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  const rlimit files{.rlim_cur = kFileBytesMax, .rlim_max = kFileBytesMax};
  ::setrlimit(RLIMIT_FSIZE, &files);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(nothing, 2);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

// The checker while it runs; killed with all it started when the object goes.
class Checker {
 public:
  explicit Checker(pid_t child) : child_(child) {}
  ~Checker() { (void)end(SIGKILL); }
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  // Its exit status; 128 + signal if one ended it.
  int end(int signal) {
    if (child_ < 0) return status_;
    if (signal != 0) ::kill(-child_, signal);
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    ::kill(-child_, SIGKILL);  // Whatever it left behind in its group.
    child_ = -1;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return status_;
  }

 private:
  pid_t child_;
  int status_ = -1;
};

enum class Ending { all_read, too_late, too_much, stopped };

Ending read_report(int from, const TrialRun& run, std::string& report) {
  const auto ends = std::chrono::steady_clock::now() + std::chrono::seconds(run.deadline_s);
  std::array<char, 1 << 14> piece;
  for (;;) {
    if (run.stop && *run.stop) return Ending::stopped;
    if (std::chrono::steady_clock::now() >= ends) return Ending::too_late;
    pollfd waited{.fd = from, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waited, 1, kPollMs);
    if (ready < 0 && errno != EINTR) return Ending::too_late;
    if (ready <= 0) continue;
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got <= 0) return Ending::all_read;
    report.append(piece.data(), static_cast<std::size_t>(got));
    if (report.size() > kReportBytesMax) return Ending::too_much;
  }
}

}  // namespace

Result<check::Findings> read_trial_report(std::string_view report) {
  const Json json = TRY(parse_json(report, {.bytes_max = kReportBytesMax}));
  if (!json.is_object() || !json.contains("findings") || !json["findings"].is_array())
    return broken("the checker's answer is no report");
  check::Findings findings;
  for (const Json& one : json["findings"]) {
    const std::string rule = TRY(json_text(one, "rule"));
    if (!rule.starts_with("trial.")) continue;
    const std::string severity = TRY(json_text(one, "severity"));
    std::string file = TRY(json_text(one, "file"));
    std::string message = TRY(json_text(one, "message"));
    std::string fix = TRY(json_text(one, "fix"));
    findings.push_back({rule,
                        severity == "error"     ? check::Severity::error
                        : severity == "warning" ? check::Severity::warning
                                                : check::Severity::note,
                        std::move(file), std::nullopt, std::move(message), std::move(fix)});
  }
  return findings;
}

Result<check::Findings> run_trial(const std::filesystem::path& package, const TrialRun& run) {
  std::vector<std::string> words = {
      run.checker.string(),    "check", package.string(), "--json", "--fuzz",
      std::to_string(run.fuzz)};
  std::vector<std::string> settings = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8",
                                       "TMPDIR=" + run.scratch.string()};
  const auto arguments = pointers(words), environment = pointers(settings);
  Pipe output;
  if (output.ends[0] < 0) return broken("no pipe");
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return broken("no process");
  if (child == 0) become(arguments.data(), environment.data(), output.ends[1], parent);
  ::setpgid(child, child);  // Whichever of the two is first.
  Checker checker(child);
  output.close(1);
  std::string report;
  switch (read_report(output.ends[0], run, report)) {
    case Ending::stopped:
      return broken("the market stops");
    case Ending::too_late:
      return check::Findings{
          {std::string(kTrialDeadline), check::Severity::error, "", std::nullopt,
           "its trial did not end within " + std::to_string(run.deadline_s) + " seconds",
           "kontor check shows where it waits"}};
    case Ending::too_much:
      return check::Findings{{std::string(kTrialDeadline), check::Severity::error, "", std::nullopt,
                              "its trial found too much to report",
                              "kontor check shows all of it"}};
    case Ending::all_read:
      break;
  }
  // 0: passed; 1: findings. Anything else is no verdict on the plugin.
  const int status = checker.end(0);
  if (status != 0 && status != 1)
    return broken(run.checker.string() + " ended with status " + std::to_string(status));
  return read_trial_report(report);
}

}  // namespace kontor::marketplace::review

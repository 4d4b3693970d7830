#include "tests/support/postgres.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "base/db/database.hpp"

extern char** environ;

namespace kontor::testing {

namespace {

constexpr std::chrono::seconds kStartMax{60};
const std::string kPrograms = "/usr/lib/postgresql/15/bin/";

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "PostgreSQL for tests: %s\n", why.c_str());
  std::abort();
}

// The command as a user PostgreSQL accepts, ending with this process.
std::vector<std::string> as_postgres(std::vector<std::string> command) {
  command.front() = kPrograms + command.front();
  std::vector<std::string> whole = {"/usr/bin/setpriv", "--pdeathsig=QUIT"};
  if (geteuid() == 0) {
    whole.insert(whole.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  pid_t child = 0;
  const int failed = posix_spawn(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) give_up("cannot start " + command.front());
  return child;
}

// A new folder below `parent` that PostgreSQL's user owns.
std::filesystem::path make_folder(const std::filesystem::path& parent) {
  std::string name = parent / "kontor-postgres-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) give_up("no temporary folder");
  const passwd* user = getpwnam("postgres");
  if (geteuid() == 0 && (user == nullptr || chown(name.c_str(), user->pw_uid, user->pw_gid) != 0))
    give_up("no user postgres");
  return name;
}

void run(const std::vector<std::string>& command, const std::filesystem::path& output) {
  int state = 0;
  waitpid(spawn(command, output), &state, 0);
  if (state != 0) give_up("failed, see " + output.string());
}

}  // namespace

PostgresCluster& PostgresCluster::shared() {
  static PostgresCluster cluster{Place{}};
  return cluster;
}

PostgresCluster::PostgresCluster(const Place& place) {
  folder_ = make_folder(place.data);
  std::vector<std::string> command{"initdb",           "--pgdata=" + (folder_ / "data").string(),
                                   "--auth=trust",     "--no-sync",
                                   "--encoding=UTF8",  "--locale=C.UTF-8",
                                   "--username=kontor"};
  if (place.data != Place{}.data || !place.log.empty())
    command.push_back("--wal-segsize=1");  // MB; a small disk holds few.
  if (!place.log.empty()) {
    log_folder_ = make_folder(place.log);
    command.push_back("--waldir=" + (log_folder_ / "log").string());
  }
  run(as_postgres(std::move(command)), folder_ / "initdb.log");
  start();
}

void PostgresCluster::start() {
  const std::string data = folder_ / "data";
  server_ = spawn(as_postgres({"postgres", "-D", data, "-k", folder_, "-h", "", "-F", "-c",
                               "max_connections=200", "-c", "shared_buffers=32MB"}),
                  folder_ / "server.log");
  wait_until_ready();
}

void PostgresCluster::restart() {
  kill(server_, SIGINT);  // "Fast": what is not committed is rolled back.
  waitpid(server_, nullptr, 0);
  start();
}

bool PostgresCluster::is_running() const {
  siginfo_t ended{};
  // Looks only: whoever ends or restarts it waits for it.
  return waitid(P_PID, static_cast<id_t>(server_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

PostgresCluster::~PostgresCluster() {
  kill(server_, SIGQUIT);
  waitpid(server_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  if (!log_folder_.empty()) std::filesystem::remove_all(log_folder_, ignored);
}

std::string PostgresCluster::url(const std::string& database) const {
  std::string host;
  for (const char character : folder_.string()) {
    if (character == '/') {
      host += "%2F";
    } else {
      host += character;
    }
  }
  return "postgresql://kontor@" + host + ":5432/" + database;
}

void PostgresCluster::wait_until_ready() const {
  const auto deadline = std::chrono::steady_clock::now() + kStartMax;
  while (!db::Database::open(url("postgres"))) {
    if (std::chrono::steady_clock::now() > deadline) {
      give_up("did not start, see " + (folder_ / "server.log").string());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::string PostgresCluster::create_database(const std::string& model) {
  const std::string name = "test" + std::to_string(++databases_made_);
  const std::string model_name = model.empty() ? "template1" : model.substr(model.rfind('/') + 1);
  run({kPrograms + "createdb", "--host=" + folder_.string(), "--username=kontor",
       "--template=" + model_name, name},
      folder_ / "createdb.log");
  return url(name);
}

}  // namespace kontor::testing

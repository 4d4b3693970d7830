#include "host/backup/external_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "base/http/client.hpp"

extern char** environ;

namespace kontor::host {

namespace {

constexpr std::size_t kSaidBytesMax = 2000;

std::vector<char*> pointers_of(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// What the program says until it closes its output; the end of it, without the last line's end.
std::string drained(int descriptor) {
  std::string said;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      said.erase(said.find_last_not_of(" \n") + 1);
      return said;
    }
    said.append(buffer.data(), static_cast<std::size_t>(count));
    if (said.size() > kSaidBytesMax) said.erase(0, said.size() - kSaidBytesMax);
  }
}

}  // namespace

Status run_program(const std::vector<std::string>& command,
                   const std::vector<std::string>& variables) {
  std::vector<std::string> environment = variables;
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorCode::unavailable, "cannot make a pipe"};
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  posix_spawn_file_actions_adddup2(&files, ends[1], 2);
  const auto arguments = pointers_of(command);
  const auto values = pointers_of(environment);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), values.data());
  posix_spawn_file_actions_destroy(&files);
  ::close(ends[1]);
  const std::string said = failed == 0 ? drained(ends[0]) : std::string();
  ::close(ends[0]);
  if (failed != 0) {
    return Error{ErrorCode::unavailable, "cannot start " + command.front() + ": " +
                                             std::strerror(failed) +
                                             "; Debian's package postgresql-client has it"};
  }
  int state = 0;
  while (::waitpid(child, &state, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return ok();
  return Error{ErrorCode::unavailable, command.front() + " failed: " + said};
}

PostgresqlAddress postgresql_address(const std::string& url) {
  const auto begin = url.find("://");
  const auto at = url.find('@');
  const auto colon = begin == url.npos ? begin : url.find(':', begin + 3);
  if (at == url.npos || colon == url.npos || colon > at) return {url, {}};
  const auto password = http::percent_decode(url.substr(colon + 1, at - colon - 1));
  return {url.substr(0, colon) + url.substr(at),
          {"PGPASSWORD=" + (password ? *password : std::string())}};
}

}  // namespace kontor::host

#include "sdk/cli/run_plugin.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <ostream>

#include "sdk/cli/folder_watch.hpp"

namespace kontor::cli {
namespace {

constexpr int kQuietMs = 200;  // After the last write of a build.
constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;

// Lines of standard input, as far as they have come.
class Input {
 public:
  // Reads what is there; false at the end.
  bool read() {
    std::array<char, 4096> bytes;
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0 || text_.size() > kLineBytesMax) return false;
    text_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  std::optional<std::string> line() {
    const auto end = text_.find('\n');
    if (end == text_.npos) return std::nullopt;
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }

 private:
  std::string text_;
};

void invite(std::ostream& out) {
  if (::isatty(STDIN_FILENO)) out << "> " << std::flush;
}

// Waits until nothing has been written for a moment: a build writes more than one file.
void wait_for_quiet(FolderWatch& watch) {
  pollfd more{watch.descriptor(), POLLIN, 0};
  while (::poll(&more, 1, kQuietMs) > 0) watch.changed();
}

Status converse(PluginRun& run, std::optional<FolderWatch>& watch, std::ostream& out) {
  Input input;
  bool listening = true;
  invite(out);
  while (listening || watch) {
    std::array<pollfd, 2> waits = {pollfd{listening ? STDIN_FILENO : -1, POLLIN, 0},
                                   pollfd{watch ? watch->descriptor() : -1, POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0 && watch->changed()) {
      wait_for_quiet(*watch);
      run.tell("the build has changed, reloading ...");
      if (const Status done = run.reload(); !done) {
        run.tell("cannot reload: " + done.error().message + "; waiting for the next build");
      }
      invite(out);
    }
    if (waits[0].revents == 0) continue;
    listening = input.read();
    while (const auto line = input.line()) {
      if (!obey(run, *line)) return ok();
      invite(out);
    }
  }
  return ok();
}

}  // namespace

Status run_plugin(RunPlugin options, const std::vector<Shot>& shots, Watching watching,
                  std::ostream& out) {
  std::optional<FolderWatch> watch;
  if (watching == Watching::yes) watch = TRY(FolderWatch::start(options.folder));
  const auto run = TRY(PluginRun::start(std::move(options), out));
  for (const Shot& shot : shots) TRY(run->fire(shot.kind, shot.name, shot.input));
  if (shots.empty() || watch) {
    out << "type `help`" << (watch ? "; rebuild and it reloads" : "") << std::endl;
    TRY(converse(*run, watch, out));
  }
  run->plugin().stop();
  return ok();
}

}  // namespace kontor::cli

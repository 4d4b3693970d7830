#include <sstream>

#include "sdk/cli/nearest_word.hpp"
#include "sdk/cli/run_plugin.hpp"

namespace kontor::cli {
namespace {

constexpr const char* kHelp =
    "  action NAME [INPUT]      press a button; INPUT is JSON\n"
    "  widget NAME [PARAMS]     show a widget\n"
    "  panel NAME [FIELDS]      show a panel of a record\n"
    "  hook ENTITY [FIELDS]     save a record with these fields\n"
    "  event NAME [PAYLOAD]     something happened\n"
    "  job NAME [PAYLOAD]       a job is due\n"
    "  webhook NAME [BODY]      a request from outside\n"
    "  page NAME [TOKEN]        a visitor opens a public page\n"
    "  menu NAME                an entry of the main menu is opened\n"
    "  import NAME [TEXT]       a file in this format is imported\n"
    "  service NAME/1.METHOD [REQUEST]   another plugin asks\n"
    "  call OPERATION JSON      any operation, as it stands\n"
    "  as USER                  who acts from now on\n"
    "  add ENTITY FIELDS        a record of the host in memory\n"
    "  list                     what the manifest contributes\n"
    "  reload, help, quit";

const std::vector<std::string> kWords = {"action",  "widget", "panel", "hook",   "event",   "job",
                                         "webhook", "page",   "menu",  "import", "service", "call",
                                         "as",      "add",    "list",  "reload", "help",    "quit"};

struct Line {
  std::string verb, name, rest;
};

Line split(const std::string& line) {
  std::istringstream words(line);
  Line out;
  words >> out.verb >> out.name;
  std::getline(words >> std::ws, out.rest);
  return out;
}

void list(PluginRun& run) {
  for (const check::Sample& sample : check::samples_of(run.manifest())) {
    run.tell("  " + sample.contribution);
  }
}

Status do_line(PluginRun& run, const Line& line) {
  if (line.verb == "call") return run.call(line.name, line.rest.empty() ? "{}" : line.rest);
  Json input;
  if (!line.rest.empty()) {
    auto json = parse_json(line.rest);
    if (!json) return Error{ErrorCode::invalid_argument, "not JSON: " + json.error().message};
    input = std::move(*json);
  }
  if (line.verb == "add") {
    const std::string id =
        run.host().add_record(line.name, input.is_object() ? input : Json::object());
    run.tell("added " + id);
    return ok();
  }
  return run.fire(line.verb, line.name, input);
}

}  // namespace

bool obey(PluginRun& run, const std::string& text) {
  const Line line = split(text);
  if (line.verb.empty()) return true;
  if (line.verb == "quit" || line.verb == "exit") return false;
  if (line.verb == "help") {
    run.tell(kHelp);
  } else if (line.verb == "list") {
    list(run);
  } else if (line.verb == "as") {
    run.act_as(line.name);
  } else if (line.verb == "reload") {
    if (const Status done = run.reload(); !done) run.tell("failed: " + done.error().message);
  } else if (std::find(kWords.begin(), kWords.end(), line.verb) == kWords.end()) {
    const std::string nearest = nearest_word(line.verb, kWords);
    run.tell("no command \"" + line.verb + "\"; " +
             (nearest.empty() ? "" : "did you mean " + nearest + "? ") + "`help` lists them");
  } else if (const Status done = do_line(run, line); !done) {
    // What the plugin or the licence refused is told already.
    const bool typed = done.error().code == ErrorCode::not_found ||
                       done.error().code == ErrorCode::invalid_argument;
    if (typed) run.tell(done.error().message);
  }
  return true;
}

}  // namespace kontor::cli

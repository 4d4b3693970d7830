#include <CLI/CLI.hpp>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "host/cli/host/told.hpp"
#include "host/cli/plugins/tables.hpp"
#include "host/cli/plugins/wish.hpp"

namespace {

using kontor::Json;
using kontor::host::Wish;

struct Form {
  bool json = false;
};

void add_address(CLI::App& verb, Wish& wish, Form& form) {
  auto* const file = kontor::host::add_host_options(verb, wish.host, "plugins.manage");
  verb.add_flag("--token-stdin", wish.token_stdin, "Read the token from standard input")
      ->excludes(file);
  verb.add_flag("--json", form.json, "Print the host's answer as JSON");
}

void print(const std::string& verb, const Json& answer, const Wish& wish, const Form& form) {
  using namespace kontor::host;
  if (form.json)
    std::cout << kontor::to_text(answer) << "\n";
  else if (verb == "list")
    print_list(std::cout, answer);
  else if (verb == "show")
    print_plugin(std::cout, answer, wish.language);
  else if (verb == "handbook")
    print_handbook(std::cout, answer);
  else if (verb == "sandbox")
    print_sandbox(std::cout, answer);
  else if (verb == "update" || verb == "rollback")
    print_state(std::cout, answer);
  else
    std::cout << wish.plugin << ": " << verb << " done\n";
}

int report(const kontor::Error& error) {
  std::cerr << kontor::host::told("kontor plugins", error);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace kontor::host;
  CLI::App app("kontor plugins: look at, update and judge the plugins of a running host",
               kontor::cli::called_as(argv));
  kontor::cli::require_verb(app);
  Wish wish;
  Form form;
  const auto add = [&](const char* name, const char* help) {
    CLI::App* verb = app.add_subcommand(name, help);
    add_address(*verb, wish, form);
    return verb;
  };
  const auto add_for_one = [&](const char* name, const char* help) {
    CLI::App* verb = add(name, help);
    verb->add_option("plugin", wish.plugin, "Plugin id, for example kontor.sms")->required();
    return verb;
  };
  add("list", "List the installed plugins, their state and health");
  add_for_one("show", "Show layers, permissions in plain words, crashes and what it used")
      ->add_option("--language", wish.language, "en, ru, sv or da");
  CLI::App* handbook =
      add_for_one("handbook", "Print how its vendor says it is set up, as Markdown");
  handbook->add_option("--language", wish.language, "Two letters; English where it has no other");
  handbook->add_flag("--market", wish.at_market, "Of what the market lists, installed or not");
  add_for_one("start", "Start a plugin");
  add_for_one("stop", "Stop a plugin until somebody starts it again");
  CLI::App* update = add_for_one("update", "Update without losing a call; or undo by itself");
  update->add_option("--version", wish.version, "Version; default: the newest release");
  update->add_option("--license-file", wish.license_file, "Licence document to install first");
  update->add_flag("--accept-permissions", wish.accept_permissions,
                   "Grant what the new version asks for beyond the one before");
  add_for_one("rollback", "Go back to the version before");
  add_for_one("release", "Lift the quarantine and start the plugin");
  add_for_one("trust", "Say where a plugin that asks for it may run")
      ->add_option("mode", wish.mode, "in_process or sandbox")
      ->required()
      ->check(CLI::IsMember({"in_process", "sandbox"}));
  add_for_one("remove", "Remove a plugin")
      ->add_option("--storage", wish.storage, "keep or erase what it stored")
      ->check(CLI::IsMember({"keep", "erase"}))
      ->capture_default_str();
  add_for_one("export", "Write what a plugin stored as JSON lines")
      ->add_option("--out", wish.out, "File; default: standard output");
  add("sandbox", "Show which layers of the sandbox hold on the host's machine");
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;

  const std::string verb = app.get_subcommands().front()->get_name();
  if (verb == "export") {
    const kontor::Status written = export_plugin(wish);
    return written ? 0 : report(written.error());
  }
  const auto answer = verb == "list"       ? list_plugins(wish)
                      : verb == "show"     ? show_plugin(wish)
                      : verb == "handbook" ? read_handbook(wish)
                      : verb == "update"   ? update_plugin(wish)
                      : verb == "trust"    ? trust_plugin(wish)
                      : verb == "remove"   ? remove_plugin(wish)
                      : verb == "sandbox"  ? show_sandbox(wish)
                                           : simply(verb, wish);
  if (!answer) return report(answer.error());
  print(verb, *answer, wish, form);
  return 0;
}

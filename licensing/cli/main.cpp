#include <CLI/CLI.hpp>
#include <iostream>
#include <string_view>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "licensing/cli/advice.hpp"
#include "licensing/cli/reconcile.hpp"
#include "licensing/cli/tables.hpp"
#include "licensing/cli/verbs.hpp"

namespace {

void add_json_flag(CLI::App& app, bool& json) {
  for (CLI::App* verb : app.get_subcommands({})) {
    if (verb->get_subcommands({}).empty())
      verb->add_flag("--json", json, "Print the answer, also a refusal, as JSON");
    add_json_flag(*verb, json);
  }
}

std::string verb_of(const CLI::App& app) {
  const CLI::App* verb = app.get_subcommands().front();
  std::string name = verb->get_name();
  for (const CLI::App* below : verb->get_subcommands()) name += " " + below->get_name();
  return name;
}

}  // namespace

// kontor-license: a company's licences from the command line. It only speaks REST.
int main(int count, char** arguments) {
  using namespace kontor;
  using namespace kontor::licensing;
  if (count > 1 && std::string_view(arguments[1]) == "reconcile") return reconcile(arguments);
  CLI::App app("kontor license: buy licences, install them, see and give their seats",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  LicenseWish wish;
  LicenseVerbs verbs;
  bool json = false;
  add_buying_verbs(app, wish, verbs);
  add_seat_verbs(app, wish, verbs);
  add_travel_verbs(app, wish, verbs);
  add_offline_verbs(app, wish, verbs);
  add_administration_verbs(app, wish, verbs);
  add_json_flag(app, json);
  app.footer(
      "reconcile (vendors): hold your statement against the market's log; see kontor vendor "
      "reconcile.\n"
      "Exit status: 0 done, 1 refused or failed (standard error says why and what to do),\n"
      "2 wrong command line.");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const std::string verb = verb_of(app);
  const Result<Json> answer = verbs.at(verb)(wish);
  if (!answer) {
    if (json)
      std::cout << as_json(answer.error()) << "\n";
    else
      std::cerr << "kontor license: " << in_words(answer.error()) << "\n";
    return 1;
  }
  if (json)
    std::cout << answer->dump(2) << "\n";
  else
    print_answer(std::cout, verb, *answer);
  return 0;
}

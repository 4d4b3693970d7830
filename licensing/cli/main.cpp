#include <CLI/CLI.hpp>
#include <iostream>
#include <string_view>

#include "licensing/cli/advice.hpp"
#include "licensing/cli/reconcile.hpp"
#include "licensing/cli/tables.hpp"
#include "licensing/cli/verbs.hpp"

// kontor-license: a company's licences from the command line. It only speaks REST.
int main(int count, char** arguments) {
  using namespace kontor;
  using namespace kontor::licensing;
  if (count > 1 && std::string_view(arguments[1]) == "reconcile") return reconcile(arguments);
  CLI::App app("kontor license: buy licences, install them, see and give their seats",
               "kontor-license");
  app.require_subcommand(1);
  LicenseWish wish;
  LicenseVerbs verbs;
  bool json = false;
  add_buying_verbs(app, wish, verbs);
  add_seat_verbs(app, wish, verbs);
  add_travel_verbs(app, wish, verbs);
  for (CLI::App* verb : app.get_subcommands({}))
    verb->add_flag("--json", json, "Print the answer, also a refusal, as JSON");
  app.footer(
      "reconcile (vendors): hold your statement against the market's log; see kontor vendor "
      "reconcile.\n"
      "Exit status: 0 done, 1 refused or failed (standard error says why and what to do),\n"
      "2 wrong command line.");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  const std::string verb = app.get_subcommands().front()->get_name();
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

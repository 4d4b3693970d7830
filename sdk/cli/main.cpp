#include <kontor/version.h>

#include <algorithm>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/require_verb.hpp"
#include "sdk/cli/command.hpp"
#include "sdk/cli/delegate.hpp"

namespace {

using namespace kontor;

constexpr std::size_t kVerbWidth = 28;  // As wide as CLI11's own column of them.

std::string footer() {
  std::string text = "Other verbs, each with its own --help:";
  const auto verbs = cli::other_verbs();
  for (const std::string& verb : verbs) {
    const std::string summary = cli::summary_of(verb);
    const std::size_t gap = verb.size() < kVerbWidth ? kVerbWidth - verb.size() : 1;
    text += "\n  " + verb + (summary.empty() ? "" : std::string(gap, ' ') + summary);
  }
  if (verbs.empty()) text += "\n  (none is installed beside this program)";
  return text +
         "\n\nExample:\n  kontor new acme.maps && cd maps && kontor build && kontor test && kontor "
         "run\n\nExit status: 0 done, 1 refused or failed, 2 wrong command line.";
}

std::vector<std::string> names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor: make, try, check, pack and sign plugins of Kontor",
               kontor::cli::called_as(argv));
  app.set_version_flag("--version", "kontor " KONTOR_SDK_VERSION);
  kontor::cli::require_verb(app);
  cli::Outcome outcome;
  const cli::MakeVerbs make(app, outcome);
  const cli::TryVerbs trial(app, outcome);
  const cli::PackageVerbs package(app, outcome);
  const cli::KeyVerbs key(app, outcome);
  app.footer(footer());  // Last: verbs would inherit it.

  const auto own = names(app);
  if (argc > 1 && argv[1][0] != '-' && std::find(own.begin(), own.end(), argv[1]) == own.end()) {
    outcome.status = cli::become(argv[1], argv + 1, own);
  } else {
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : 2;
    }
  }
  if (outcome.status) return outcome.exit_code;
  std::cerr << "kontor: " << outcome.status.error().message << "\n";
  return 1;
}

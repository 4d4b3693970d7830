#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace kontor::cli {

// For CLI::App::failure_message: what a verb's name was left out for, or mistyped for, is answered
// with the help of the level it is missing at; every other mistake in one line.
inline std::string verb_or_failure(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* deepest = app;
  while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().back();
  if (deepest->get_require_subcommand_min() == 0) return CLI::FailureMessage::simple(app, error);
  const auto unknown = deepest->remaining();
  return (unknown.empty() ? "" : "There is no '" + unknown.front() + "' here.\n\n") + app->help();
}

// The environment speaks to the verb that is called and to no other: verbs share variables, and
// what an option of another verb found there would replace what a flag said.
inline void leave_environment_to_called_verb(CLI::App& app) {
  for (CLI::App* verb : app.get_subcommands({})) {
    std::vector<std::pair<CLI::Option*, std::string>> named;
    for (CLI::Option* option : verb->get_options()) {
      if (option->get_envname().empty()) continue;
      named.emplace_back(option, option->get_envname());
      option->envname("");
    }
    verb->preparse_callback([named](std::size_t) {
      for (const auto& each : named) each.first->envname(each.second);
    });
    leave_environment_to_called_verb(*verb);
  }
}

// `app` does nothing by itself: it wants one of its verbs, and shows which there are when it is
// called alone. Groups of verbs below it need no more than require_subcommand(1).
inline void require_verb(CLI::App& app) {
  app.require_subcommand(1);
  app.failure_message(verb_or_failure);
  // By then all verbs are there.
  app.preparse_callback([&app](std::size_t) { leave_environment_to_called_verb(app); });
}

}  // namespace kontor::cli

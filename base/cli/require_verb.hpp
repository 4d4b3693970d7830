#pragma once

#include <CLI/CLI.hpp>
#include <string>

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

// `app` does nothing by itself: it wants one of its verbs, and shows which there are when it is
// called alone. Groups of verbs below it need no more than require_subcommand(1).
inline void require_verb(CLI::App& app) {
  app.require_subcommand(1);
  app.failure_message(verb_or_failure);
}

}  // namespace kontor::cli

#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "marketplace/cli/keys/status.hpp"
#include "marketplace/cli/keys/verbs.hpp"

// kontor-keys: makes and looks after the keys of a market; see marketplace/repository/README.md.
int main(int count, char** arguments) {
  using namespace kontor;
  using namespace kontor::marketplace;
  CLI::App app("Make and look after the keys of a market.", kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  bool as_json = false;
  Result<Json> answer = Json();
  for (CLI::App* verb : add_key_verbs(app, answer))
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;
  if (answer && !as_json && answer->contains("due"))
    std::cout << status_text(*answer);
  else if (answer)
    print(*answer, as_json ? Form::json : Form::lines);
  return report(answer ? ok() : Status(answer.error()), "kontor-keys");
}

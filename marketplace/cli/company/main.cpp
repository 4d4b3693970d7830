#include <CLI/CLI.hpp>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "marketplace/cli/company/verbs.hpp"

int main(int count, char** arguments) {
  using namespace kontor;
  using namespace kontor::marketplace;
  CLI::App app("A company's purchases on a Kontor market.", kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  Result<Json> answer = Json();
  bool as_json = false;
  for (CLI::App* verb : add_company_verbs(app, answer))
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;
  if (answer) print(*answer, as_json ? Form::json : Form::lines);
  return report(answer ? ok() : Status(answer.error()), "kontor-company");
}

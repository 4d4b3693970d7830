#include <CLI/CLI.hpp>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "base/http/client.hpp"
#include "host/cli/host/told.hpp"
#include "host/cli/policy/verbs.hpp"
#include "host/trust/install_policy.hpp"

namespace {

using kontor::Json;
using kontor::host::PolicyWish;

int report(const kontor::Result<Json>& answer) {
  if (!answer) {
    std::cerr << kontor::host::told("kontor policy", answer.error());
    return 1;
  }
  if (!answer->is_null()) std::cout << answer->dump(2) << "\n";
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace kontor::host;
  CLI::App app("What a company lets into its host: its install policy, signed by an administrator.",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  PolicyWish wish;
  CLI::App* sign_verb = app.add_subcommand("sign", "Sign a policy; makes the key if there is none");
  sign_verb->add_option("policy", wish.file, "JSON file; see `kontor policy schema`")->required();
  sign_verb->add_option("--key", wish.key, "Your private key")->required();
  sign_verb->add_option("--out", wish.out, "File for the signed envelope")->required();
  CLI::App* check_verb = app.add_subcommand("check", "Check a policy or a signed envelope");
  check_verb->add_option("file", wish.file, "JSON file")->required();
  check_verb->add_option("--public-key", wish.public_key, "Who must have signed it (hexadecimal)");
  check_verb->add_option("--host", wish.host.host, "With --token-file: URL of a running host")
      ->envname("KONTOR_HOST")
      ->capture_default_str();
  check_verb->add_option("--token-file", wish.host.token_file,
                         "Tell what it would refuse of what this host has installed");
  bool as_json = false;
  check_verb->add_flag("--json", as_json, "Print the answer as JSON");
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of a policy");
  CLI::App* show = app.add_subcommand("show", "Show the policy a running host holds to");
  CLI::App* put_verb = app.add_subcommand("put", "Give a running host a signed policy");
  put_verb->add_option("envelope", wish.file, "File that `kontor policy sign` wrote")->required();
  CLI::App* updates = app.add_subcommand("updates", "List the updates there are");
  CLI::App* look = app.add_subcommand("update", "Look for updates and take those it allows");
  CLI::App* requests = app.add_subcommand("requests", "List who asked for which plugin");
  CLI::App* approve = app.add_subcommand("approve", "Approve a request and install its plugin");
  CLI::App* refuse = app.add_subcommand("refuse", "Refuse a request");
  for (CLI::App* verb : {approve, refuse})
    verb->add_option("request", wish.request, "Id of the request")->required();
  for (CLI::App* verb : {show, put_verb, updates, look, requests, approve, refuse})
    add_host_options(*verb, wish.host, "plugins.manage")->required();
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  if (schema->parsed()) {
    std::cout << install_policy_schema_text() << "\n";
    return 0;
  }
  const std::string request = "/install-requests/" + kontor::http::percent_encode(wish.request);
  if (sign_verb->parsed()) return report(sign(wish));
  if (check_verb->parsed()) {
    const auto checked = check(wish);
    if (!checked || as_json) return report(checked);
    std::cout << check_text(*checked);
    return refuses_installed(*checked) ? 1 : 0;
  }
  if (put_verb->parsed()) return report(put(wish));
  if (show->parsed()) return report(ask_host(wish.host, "GET", "/install-policy"));
  if (updates->parsed()) return report(ask_host(wish.host, "GET", "/updates"));
  if (look->parsed()) return report(ask_host(wish.host, "POST", "/updates/check"));
  if (requests->parsed()) return report(ask_host(wish.host, "GET", "/install-requests"));
  return report(
      ask_host(wish.host, "POST", request + (approve->parsed() ? "/approve" : "/refuse")));
}

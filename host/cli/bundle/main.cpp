#include <CLI/CLI.hpp>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "marketplace/client/bundle.hpp"

namespace {

using namespace kontor;
using namespace kontor::marketplace;

constexpr const char* kEnding = R"(
A bundle is a folder or one file. Export it where there is a network, carry it, import it where there is none:

  kontor bundle export --market https://market.example --market-root root.json --plugin acme.notes --out DIR
  kontor bundle import DIR --market-root root.json --into /srv/mirror
  kontor-host --market file:///srv/mirror --market-root root.json …)";

// "acme.notes@1.2.0"
BundledPlugin parse_plugin(const std::string& text) {
  const auto at = text.find('@');
  return {text.substr(0, at), at == std::string::npos ? "" : text.substr(at + 1)};
}

// "acme.notes 1.2.0  <sha256>", one line a plugin.
void print_words(const Json& manifest) {
  for (const Json& plugin : manifest["plugins"])
    std::cout << plugin["plugin"].get<std::string>() << " " << plugin["version"].get<std::string>()
              << "  " << plugin["sha256"].get<std::string>() << "\n";
}

int report(const Result<Json>& done, bool as_json) {
  if (done) {
    if (as_json)
      std::cout << done->dump(2) << "\n";
    else
      print_words(*done);
    return 0;
  }
  std::cerr << "kontor bundle: " << done.error().message << "\n";
  if (!done.error().detail.empty()) std::cerr << done.error().detail << "\n";
  return 1;
}

void tell(const std::string& what) { std::cerr << what << "\n"; }

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Carries plugins to a host without a network, verified as if it had one.",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  app.footer(kEnding);
  ExportWish out;
  ImportWish in;
  std::vector<std::string> plugins;
  CLI::App* write =
      app.add_subcommand("export", "Put plugins and all that proves them in a folder");
  write->add_option("--market", out.market, "URL of the market or of a mirror")
      ->envname("KONTOR_MARKET")
      ->required();
  write->add_option("--market-root", out.trusted_root, "Trusted root.json of the market")
      ->envname("KONTOR_MARKET_ROOT")
      ->required();
  write->add_option("--plugin", plugins, "Plugin id, or id@version; may stand several times")
      ->required();
  write
      ->add_option("--out", out.out,
                   "Folder to make, or a file when it ends in .tar; must not exist")
      ->required();
  CLI::App* read = app.add_subcommand("import", "Verify a bundle and add it to a local mirror");
  read->add_option("bundle", in.bundle, "The bundle's folder or file")->required();
  read->add_option("--market-root", in.trusted_root, "Trusted root.json of the market")
      ->envname("KONTOR_MARKET_ROOT")
      ->required();
  read->add_option("--into", in.into, "The mirror's folder, for kontor-host --market file://INTO")
      ->required();
  bool as_json = false;
  for (CLI::App* verb : {write, read})
    verb->add_flag("--json", as_json, "Print the list of the bundle as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const SystemClock clock;
  out.plugins.reserve(plugins.size());
  for (const std::string& plugin : plugins) out.plugins.push_back(parse_plugin(plugin));
  if (write->parsed()) return report(export_bundle(out, clock, tell), as_json);
  return report(import_bundle(in, clock, tell), as_json);
}

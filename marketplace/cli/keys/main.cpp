#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/core/json.hpp"
#include "marketplace/repository/ceremony.hpp"

// kontor-keys: makes and looks after the keys of a market. Run it on a machine that is off
// the network; see marketplace/repository/README.md.
int main(int argc, char** argv) {
  using namespace kontor;
  CLI::App program("Make and look after the keys of a market.", "kontor-keys");
  program.require_subcommand(1);

  CLI::App* ceremony = program.add_subcommand(
      "ceremony", "Make every key and the first signed metadata of a new market.");
  std::string out;
  marketplace::CeremonyOptions options;
  bool demo = false;
  ceremony->add_option("--out", out, "Folder to make; becomes the market's --data with --demo.")
      ->required();
  ceremony->add_option("--root-keys", options.root_keys, "Number of root keys (n).");
  ceremony->add_option("--threshold", options.root_threshold,
                       "Root keys that must sign a new root (k).");
  ceremony->add_option("--root-days", options.root_life_days, "Days until the root expires.");
  ceremony->add_option("--log-origin", options.log_origin,
                       "Name of the transparency log (default: made from the root's key).");
  ceremony->add_flag("--demo", demo, "Throw-away keys, all of them on this machine.");
  CLI11_PARSE(program, argc, argv);

  if (options.root_keys < options.root_threshold) options.root_keys = options.root_threshold;
  const Status held = marketplace::hold_ceremony(out, options, SystemClock());
  if (!held) {
    std::cerr << "kontor-keys: " << held.error().message << '\n';
    return 1;
  }
  const std::string root = (std::filesystem::path(out) / "root.json").string();
  std::cout << to_text({{"folder", out}, {"root", root}}) << '\n';
  if (!demo)
    std::cerr
        << "Give the market's machine tuf/ and keys/{snapshot,timestamp,license,log}.key only; "
           "keep the others off line. Hosts start from root.json.\n";
  return 0;
}

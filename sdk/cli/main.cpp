#include <kontor/version.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include <kontor/version.h>
#include "base/crypto/keys.hpp"
#include "sdk/cli/delegate.hpp"
#include "sdk/cli/verbs.hpp"

namespace {

using namespace kontor;

int end(const Status& status) {
  if (status) return 0;
  std::cerr << "kontor: " << status.error().message << "\n";
  return 1;
}

// The folder that `kontor build` filled, if there is one.
std::filesystem::path packed_folder(const std::filesystem::path& folder) {
  const auto built = folder / "build";
  return std::filesystem::exists(built / "manifest.json") ? built : folder;
}

std::string footer() {
  std::string text = "Other verbs, each with its own --help:";
  const auto verbs = cli::other_verbs();
  for (const std::string& verb : verbs) text += "\n  " + verb;
  if (verbs.empty()) text += "\n  (none is installed beside this program)";
  return text + "\n\nExit status: 0 done, 1 refused or failed, 2 wrong command line.";
}

struct Options {
  std::string id, folder = ".", output, file, key_file;
  std::vector<std::string> keys;
  bool json = false;
};

void add_plugin_verbs(CLI::App& app, Options& options, Status& status) {
  auto* make = app.add_subcommand("new", "Make a plugin in C++ that builds at once");
  make->add_option("id", options.id, "vendor.name, for example acme.maps")->required();
  make->add_option("--folder", options.output, "Where to make it (default: the name)");
  make->callback([&] {
    if (options.output.empty()) options.output = options.id.substr(options.id.find('.') + 1);
    const auto kit = cli::Kit::find();
    status = kit ? cli::new_plugin({options.id, options.output}, *kit, std::cout) : kit.error();
  });

  auto* build = app.add_subcommand("build", "Compile a plugin with $CXX and $CC (g++ and gcc)");
  build->add_option("folder", options.folder,
                    "Holds manifest.json and the sources (default: here)");
  build->add_option("--out", options.output, "Where the result goes (default: FOLDER/build)");
  build->callback([&] {
    const std::filesystem::path folder = options.folder;
    const auto kit = cli::Kit::find();
    const std::filesystem::path output =
        options.output.empty() ? folder / "build" : std::filesystem::path(options.output);
    status = kit ? cli::build_plugin({folder, output}, *kit, std::cout) : kit.error();
  });
}

void add_package_verbs(CLI::App& app, Options& options, Status& status) {
  auto* pack =
      app.add_subcommand("pack", "Make the .kpkg of a built plugin; the same bytes each time");
  pack->add_option("folder", options.folder,
                   "The plugin; FOLDER/build is taken if it is there (default: here)");
  pack->add_option("-o,--out", options.output, "The package (default: <id>-<version>.kpkg)");
  pack->callback(
      [&] { status = cli::pack(packed_folder(options.folder), options.output, std::cout); });

  auto* sign = app.add_subcommand("sign", "Sign a package with the vendor's key");
  sign->add_option("package", options.file, "The .kpkg")->required();
  sign->add_option("--key", options.key_file, "Key file, see kontor key new")->required();
  sign->add_option("-o,--out", options.output, "The signed package (default: in place)");
  sign->callback([&] {
    const auto& output = options.output.empty() ? options.file : options.output;
    status = cli::sign(options.file, options.key_file, output, std::cout);
  });

  auto* verify =
      app.add_subcommand("verify", "Tell step by step whether a package is its vendor's");
  verify->add_option("package", options.file, "The .kpkg")->required();
  verify
      ->add_option("--key", options.keys,
                   "Public key of the vendor: hexadecimal, or a .pub file; may be repeated")
      ->required();
  verify->add_flag("--json", options.json, "One JSON object instead of lines");
  verify->callback([&] {
    const auto format = options.json ? cli::Format::json : cli::Format::people;
    status = cli::verify(options.file, options.keys, format, std::cout);
  });
}

void add_key_verbs(CLI::App& app, Options& options, Status& status) {
  auto* key = app.add_subcommand("key", "Keys that sign packages (Ed25519)");
  key->require_subcommand(1);
  auto* make = key->add_subcommand("new", "Make FILE (secret) and FILE.pub");
  make->add_option("file", options.key_file, "The key file")->required();
  make->callback([&] { status = cli::new_key(options.key_file, std::cout); });
  auto* show = key->add_subcommand("show", "The public half of a key file");
  show->add_option("file", options.key_file, "The key file")->required();
  show->callback([&] { status = cli::show_key(options.key_file, std::cout); });
}

bool is_own_verb(const CLI::App& app, const std::string& verb) {
  const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(verbs.begin(), verbs.end(),
                     [&](const CLI::App* own) { return own->check_name(verb); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"kontor: make, pack, sign and verify plugins of Kontor", "kontor"};
  app.set_version_flag("--version", "kontor " KONTOR_SDK_VERSION);
  app.require_subcommand(1);
  Options options;
  Status status = ok();
  add_plugin_verbs(app, options, status);
  add_package_verbs(app, options, status);
  add_key_verbs(app, options, status);
  app.footer(footer());  // Last: verbs would inherit it.

  if (argc > 1 && argv[1][0] != '-' && !is_own_verb(app, argv[1])) {
    return end(cli::become(argv[1], argv + 1));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return end(status);
}

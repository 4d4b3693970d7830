#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/cli/called_as.hpp"
#include "base/cli/require_verb.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/updater.hpp"
#include "marketplace/cli/tuf/workflow.hpp"

// kontor-tuf: the market client's verification as a program of its own, for any bench that
// tests TUF clients. Exit status is 0 or 1 and nothing else.
namespace {

using namespace kontor;

Status init(const marketplace::TufArguments& arguments, const std::string& root_file) {
  const std::string root = TRY(read_file(root_file, tuf::kRootBytesMax));
  tuf::Store store(arguments.metadata_dir);
  const auto installed = tuf::install_root(store, root);
  return installed ? ok() : tuf::to_error(installed.error());
}

void add_options(CLI::App& program, marketplace::TufArguments& arguments) {
  const auto several = [&program](const char* name, std::vector<std::string>& list,
                                  const char* text) {
    program.add_option(name, list, text)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  program.add_option("--metadata-dir", arguments.metadata_dir, "Folder of trusted metadata.")
      ->required();
  several("--metadata-url", arguments.metadata_urls,
          "Where the repository's metadata is: http, https or file. May be repeated: the next one "
          "is a mirror, asked when the one before it fails.");
  several("--target-name", arguments.target_names, "Target path; may be repeated.");
  program.add_option("--target-dir", arguments.target_dir, "Folder that downloads go to.");
  several("--target-base-url", arguments.target_base_urls,
          "Where the targets are; may be repeated, as --metadata-url.");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("A client of The Update Framework, specification 1.0.34.",
                   kontor::cli::called_as(argv));
  kontor::cli::require_verb(program);
  program.fallthrough();
  marketplace::TufArguments arguments;
  std::string root_file;
  add_options(program, arguments);
  CLI::App* init_verb = program.add_subcommand("init", "Trust a root. Makes no request.");
  init_verb->add_option("ROOT", root_file, "File of the trusted root.")->required();
  program.add_subcommand("refresh", "Bring the trusted metadata up to date.");
  CLI::App* download_verb = program.add_subcommand("download", "Refresh, then fetch targets.");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return program.exit(wrong) == 0 ? 0 : 1;
  }

  const Status done = init_verb->parsed()       ? init(arguments, root_file)
                      : download_verb->parsed() ? marketplace::tuf_download(arguments)
                                                : marketplace::tuf_refresh(arguments);
  if (done) return 0;
  std::cerr << "kontor-tuf: " << done.error().message << '\n';
  return 1;
}

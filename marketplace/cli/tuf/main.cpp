#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/client/fetchers.hpp"
#include "marketplace/client/target_download.hpp"

// kontor-tuf: the market client's verification as a program of its own, for any bench that
// tests TUF clients. Exit status is 0 or 1 and nothing else.
namespace {

using namespace kontor;

struct Arguments {
  std::string metadata_url, metadata_dir, root_file, target_dir, target_base_url;
  std::vector<std::string> target_names;
};

struct Place {
  std::unique_ptr<http::Client> client;
  std::string path;  // Ends with "/".
};

Result<Place> open_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  Place place;
  place.client = TRY(http::Client::create(url.substr(0, slash)));
  place.path = slash == std::string::npos ? "/" : url.substr(slash);
  if (!place.path.ends_with('/')) place.path += '/';
  return place;
}

Status init(const Arguments& arguments) {
  const std::string root = TRY(read_file(arguments.root_file, tuf::kRootBytesMax));
  tuf::Store store(arguments.metadata_dir);
  const auto installed = tuf::install_root(store, root);
  return installed ? ok() : tuf::to_error(installed.error());
}

// A target's place below the folder; its path comes from outside.
Result<std::filesystem::path> place_of(const std::string& name, const std::string& folder) {
  const std::filesystem::path path(name);
  bool plain = !name.empty() && path.is_relative() && !name.ends_with('/') &&
               name.find('\0') == std::string::npos;
  for (const auto& part : path) plain = plain && part != ".." && part != ".";
  if (!plain) return Error{ErrorCode::invalid_argument, "\"" + name + "\" is no place for a file"};
  return std::filesystem::path(folder) / path;
}

Status download(const Arguments& arguments, tuf::Updater& updater) {
  const Place targets = TRY(open_url(arguments.target_base_url));
  for (const std::string& name : arguments.target_names) {
    const auto found = updater.find(name);
    if (!found) return tuf::to_error(found.error());
    const std::filesystem::path place = TRY(place_of(name, arguments.target_dir));
    if (marketplace::is_present(place, found->file)) continue;
    std::error_code code;
    std::filesystem::create_directories(place.parent_path(), code);
    TRY(marketplace::download_target(*targets.client, targets.path, updater, name, found->file,
                                     arguments.metadata_dir, place));
  }
  return ok();
}

Status refresh(const Arguments& arguments, bool then_download) {
  const Place metadata = TRY(open_url(arguments.metadata_url));
  marketplace::HttpFetcher fetcher(*metadata.client, metadata.path);
  tuf::Store store(arguments.metadata_dir);
  tuf::Updater updater(store, fetcher, SystemClock().now_ms());
  const auto refreshed = updater.refresh();
  if (!refreshed) return tuf::to_error(refreshed.error());
  return then_download ? download(arguments, updater) : ok();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("A client of The Update Framework, specification 1.0.34.", "kontor-tuf");
  program.require_subcommand(1);
  program.fallthrough();
  Arguments arguments;
  program.add_option("--metadata-dir", arguments.metadata_dir, "Folder of trusted metadata.")
      ->required();
  program.add_option("--metadata-url", arguments.metadata_url,
                     "Where the repository's metadata is.");
  program.add_option("--target-name", arguments.target_names, "Target path; may be repeated.")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  program.add_option("--target-dir", arguments.target_dir, "Folder that downloads go to.");
  program.add_option("--target-base-url", arguments.target_base_url, "Where the targets are.");
  CLI::App* init_verb = program.add_subcommand("init", "Trust a root. Makes no request.");
  init_verb->add_option("ROOT", arguments.root_file, "File of the trusted root.")->required();
  program.add_subcommand("refresh", "Bring the trusted metadata up to date.");
  CLI::App* download_verb = program.add_subcommand("download", "Refresh, then fetch targets.");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return program.exit(wrong) == 0 ? 0 : 1;
  }

  const Status done =
      init_verb->parsed() ? init(arguments) : refresh(arguments, download_verb->parsed());
  if (done) return 0;
  std::cerr << "kontor-tuf: " << done.error().message << '\n';
  return 1;
}

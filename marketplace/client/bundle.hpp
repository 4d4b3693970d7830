#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

// Air-gap bundles: a folder, or one .tar file of it, with the files of a market that one host
// needs, under the names they have on line. Whoever gets it verifies it as if it came from the
// market itself.
//
//   bundle.json                    {"format":"kontor.bundle/1","made_at","plugins":[…]}; believed
//                                  for nothing but what to look at
//   tuf/…                          every root, timestamp, snapshot, targets and delegated roles
//   tuf/targets/…                  packages and the off-line role's files
//   packages/<sha256>.proof, <sha256>.review.dsse
//   log/checkpoint, log/tile/…     every tile of hashes below the checkpoint
namespace kontor::marketplace {

struct BundledPlugin {
  std::string plugin;
  std::string version;  // Empty: the newest stable release.
};

struct ExportWish {
  std::string market;                  // URL, also of another bundle.
  std::filesystem::path trusted_root;  // root.json
  std::vector<BundledPlugin> plugins;
  std::filesystem::path out;  // Must not exist; a folder, or a file when it ends in .tar.
};
// Told in words what is being done.
using Progress = std::function<void(const std::string&)>;

// Verifies on its way all it puts in. {"plugins":[{"plugin","version","sha256"}],"made_at"}
Result<Json> export_bundle(const ExportWish& wish, const Clock& clock, const Progress& progress);

struct ImportWish {
  std::filesystem::path bundle;  // Folder or file.
  std::filesystem::path trusted_root;
  std::filesystem::path into;  // A mirror, made if missing: --market file://INTO
};
// Puts what verifies into the mirror and nothing when something does not: untrusted for forged,
// expired or incomplete bundles and for one older than what the mirror has seen. A mirror that
// is read meanwhile, or an import that is killed, shows the old state or the new one.
Result<Json> import_bundle(const ImportWish& wish, const Clock& clock, const Progress& progress);

}  // namespace kontor::marketplace

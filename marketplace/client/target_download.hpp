#pragma once

#include <filesystem>
#include <string>

#include "base/http/client.hpp"
#include "base/tuf/updater.hpp"

namespace kontor::marketplace {

// A target path as it stands in a URL: each component percent-encoded.
std::string url_path(const std::string& path);

// Fetches the bytes of a target that `updater` found from below `base` ("/tuf/targets/") and
// puts them at `place` when length and hashes are right. What is on the way lies in `staging`.
Status download_target(http::Client& client, const std::string& base, const tuf::Updater& updater,
                       const std::string& target_path, const tuf::TargetFile& file,
                       const std::filesystem::path& staging, const std::filesystem::path& place);

// True if `place` already holds exactly the signed bytes.
bool is_present(const std::filesystem::path& place, const tuf::TargetFile& file);

}  // namespace kontor::marketplace

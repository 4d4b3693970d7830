#pragma once

#include <filesystem>
#include <vector>

#include "base/core/clock.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// Puts the first signed documents of a market into DATA/tuf and DATA/root.json: "root", "targets"
// and every shard that targets delegates to, with the targets' files from `files`. Refused as a
// client would refuse them; 1.root.json is written last, so what is cut short can be repeated.
Status install_first_metadata(const std::filesystem::path& data,
                              const std::vector<PublishedState::Submission>& set,
                              const std::filesystem::path& files, TimeMs now);

}  // namespace kontor::marketplace

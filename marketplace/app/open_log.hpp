#pragma once

#include <filesystem>
#include <memory>

#include "base/core/clock.hpp"
#include "marketplace/log/log.hpp"
#include "marketplace/repository/repository.hpp"

namespace kontor::marketplace {

// The log of the market in `data`, with origin and witnesses as the off-line target
// market/log-keys.json says. A repository without that target gets a log of its own name and a
// new keys/log.key, which no host asks for.
Result<std::unique_ptr<Log>> open_log(const std::filesystem::path& data,
                                      const Repository& repository, const Clock& clock);

}  // namespace kontor::marketplace

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/core/json.hpp"
#include "marketplace/cli/log/source.hpp"

namespace kontor::marketplace {

// Verifies a whole log as somebody who trusts nothing but its keys: signature, every entry's
// shape, order of times, every tile, the root, and that `earlier` (a signed checkpoint) is its
// beginning. Answers what it found; untrusted, naming the first thing that is wrong.
//
//   {"origin","size","root","entries":{"release":N,…},"first","last","earlier","checkpoint"}
// `visit` is shown each entry, before the whole is known to be right.
using EntryVisitor = std::function<void(std::uint64_t index, const Json& entry)>;
Result<Json> audit_log(LogSource& source, const tlog::LogPolicy& policy,
                       const std::optional<std::string>& earlier, const EntryVisitor& visit = {});

}  // namespace kontor::marketplace

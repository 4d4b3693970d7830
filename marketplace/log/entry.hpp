#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

// The shapes of log entries; see README.md.
namespace kontor::marketplace {

// invalid_argument naming what is wrong, for an entry that has its "at".
Status check_log_entry(const Json& entry);

// The canonical bytes of an entry that check_log_entry accepts; invalid_argument if they are
// longer than kLogEntryBytesMax.
Result<std::string> log_entry_bytes(const Json& entry);
// Bytes out of a log: canonical, of a known shape.
Result<Json> parse_log_entry(std::string_view bytes);

// The sha256 of a release's canonical bytes without parsing them; "" for other entries.
std::string_view release_hash(std::string_view canonical_entry);
// The entry's time.
TimeMs log_entry_time(const Json& entry);

}  // namespace kontor::marketplace

#pragma once

#include "base/db/database.hpp"
#include "host/core/definitions.hpp"

namespace kontor::host {

// Once: the words by which numbers are found from their beginning, for records that are older than
// these words. In portions, a transaction each with the place reached: a kill -9 costs one portion,
// memory does not grow with the table, and the log says how far it is.
Status add_phone_words(db::Database& database, const Catalogue& catalogue);
// One portion of at most kPhoneWordRows records; false: nothing was left to do.
Result<bool> add_some_phone_words(db::Session& session, const Catalogue& catalogue);

inline constexpr int kPhoneWordRows = 500;

}  // namespace kontor::host

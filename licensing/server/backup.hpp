#pragma once

#include <filesystem>

#include "base/core/result.hpp"
#include "licensing/server/settings.hpp"

namespace kontor::licensing {

// Copies the database, as of one moment while servers run, with the note of its epoch and the
// trust file, to a new folder; PostgreSQL's rows as an SQLite file of the same form. The
// authority's private key is not in it: keep that apart.
Status back_up(const Settings& settings, const std::filesystem::path& folder);

// Puts such a copy, of either database, in the place of what the database holds; that is kept
// beside it or in DATA. All servers must be stopped. The note of the epoch gets a higher one, and
// the database a mark: so the next start of each node knows that the database is an old one, and
// grants nothing before the last survivor's time is over. untrusted when the copy is damaged or
// another ledger's.
Status restore(const Settings& settings, const std::filesystem::path& folder);

}  // namespace kontor::licensing

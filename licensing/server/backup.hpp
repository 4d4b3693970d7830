#pragma once

#include <filesystem>

#include "base/core/result.hpp"
#include "licensing/server/settings.hpp"

namespace kontor::licensing {

// Copies the SQLite database, as one snapshot while the server runs, with the note of its
// epoch and the trust file, to a new folder. The authority's private key is not in it: keep
// that apart. invalid_argument on PostgreSQL, which has backups of its own.
Status back_up(const Settings& settings, const std::filesystem::path& folder);

// Puts such a copy in the place of the database; what was there is kept beside it. The server
// must be stopped. DATA/epoch.json stays as it is, or is made from the copy's with a higher
// epoch: so the next start knows that the database is an old one, and grants nothing before
// the last survivor's time is over. untrusted when the copy is damaged or another ledger's.
Status restore(const Settings& settings, const std::filesystem::path& folder);

}  // namespace kontor::licensing

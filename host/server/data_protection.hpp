#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/db/database.hpp"
#include "host/server/encrypted_volume.hpp"
#include "host/server/settings.hpp"

namespace kontor::host {

// One place where this host's data lies, and whether its disk is encrypted.
struct DataPlace {
  std::string what;   // "data", "database", "backups"
  std::string where;  // A folder, or a server.
  AtRest at_rest;

  // "data in /var/lib/kontor/host: encrypted (dm-crypt (LUKS2) on dm-0)"
  std::string sentence() const;
  Json to_json() const;  // {"what","where","state","why"}
};

// DATA, the database where it lies elsewhere, and the folder of backups: while a backup is made, a
// copy that is not sealed yet lies there. A PostgreSQL server on this machine is asked for its
// folder; of another machine, or where it does not tell, nothing is known.
std::vector<DataPlace> data_places(const Settings& settings, const SystemFiles& files = {});

// The same for a page: {"volumes": [...], "required"}.
Json volumes_report(const Settings& settings, const SystemFiles& files = {});

// What --require-encrypted-volume demands: conflict when a place is not known to be encrypted, with
// a sentence on each such place and on what to do.
Status require_encrypted(const std::vector<DataPlace>& places);

}  // namespace kontor::host

#pragma once

#include <set>
#include <string>
#include <vector>

#include "host/app/records.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::host {

// What plugins add to the company's definitions: fields, and kinds of records with tables of
// their own. Those of a plugin that is gone, or no longer has them, are hidden: nobody is served
// their records, but erasures reach them. The caller sees to it that one plugin changes at a time.
class PluginEntities {
 public:
  PluginEntities(db::Database& database, Definitions& definitions, Records& records)
      : database_(database), definitions_(definitions), records_(records) {}

  // Beside what the version before has; makes the tables. conflict changes nothing.
  Status add(const package::Manifest& manifest);
  // From now on the version of this manifest alone counts.
  Status settle(const package::Manifest& manifest);
  // Plugins that are gone, at the start.
  Status hide_all_but(const std::set<std::string>& installed);
  Status hide(const std::string& plugin);
  // Its records for good, those of versions before included, with their tables. Whoever is
  // interrupted begins again.
  Status erase(const std::string& plugin);

  // By name, as the plugin defined them.
  Result<std::vector<Entity>> kept(const std::string& plugin) const;
  // Records of one of these with the fields that the company added, shown or hidden.
  Result<RecordPage> page(const Entity& entity, const RecordQuery& query) const;

 private:
  Result<std::vector<std::string>> owners() const;
  Status purge(const Entity& entity);

  db::Database& database_;
  Definitions& definitions_;
  Records& records_;
};

}  // namespace kontor::host

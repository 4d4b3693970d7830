#include "host/plugins/company_tables.hpp"

#include "host/plugins/plugin_store.hpp"
#include "host/store/record_tables.hpp"
#include "licensing/seats/schema.hpp"

namespace kontor::host {

Status prepare_company(db::Database& database) {
  const auto definitions = TRY(Definitions::builtin());
  TRY(prepare_database(database, *definitions));
  TRY(PluginStore(database).migrate());
  return db::migrate(database, "licensing", licensing::seat_migrations());
}

Result<bool> is_older_company(db::Database& database) {
  if (TRY(is_older_database(database)) || TRY(PluginStore::is_older(database))) return true;
  return db::is_older(database, "licensing", licensing::seat_migrations());
}

}  // namespace kontor::host

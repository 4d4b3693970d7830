#include "host/plugins/bare_company.hpp"

#include "host/store/record_tables.hpp"

namespace kontor::host {

Status BareCompany::open(Wiring wiring) {
  database = TRY(db::Database::open(wiring.database_url));
  definitions = TRY(Definitions::builtin());
  TRY(prepare_database(*database, *definitions));
  accounts = std::make_unique<Accounts>(Accounts::Parts{*database, clock, random, ids});
  TRY(accounts->prepare());
  outbox = std::make_unique<Outbox>(*database, clock, ids);
  notices = std::make_unique<Notices>();
  records = std::make_unique<Records>(
      Records::Parts{*database, *definitions, *outbox, clock, ids, wiring.phone});
  ledger = TRY(licensing::SeatLedger::open(*database, clock, random, std::move(wiring.authority),
                                           std::move(wiring.keys)));
  const Clock& plugins_clock = wiring.plugins_clock == nullptr ? clock : *wiring.plugins_clock;
  PluginsParts parts{
      {*database, plugins_clock, random, ids, *definitions, *records, *accounts, *outbox, *notices},
      *ledger};
  parts.data = std::move(wiring.data);
  parts.runner = std::move(wiring.runner);
  if (wiring.choose) wiring.choose(parts);
  plugins = TRY(Plugins::create(std::move(parts)));
  records->attach(static_cast<SaveHooks&>(*plugins));
  records->attach(static_cast<PurposeGate&>(*plugins));
  return ok();
}

void BareCompany::close() {
  plugins.reset();
  ledger.reset();
  records.reset();
  notices.reset();
  outbox.reset();
  accounts.reset();
  definitions.reset();
  database.reset();
}

}  // namespace kontor::host

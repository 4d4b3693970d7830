#include "host/rehearsal/world.hpp"

#include "host/store/record_tables.hpp"

namespace kontor::host {

Result<std::unique_ptr<RehearsalWorld>> RehearsalWorld::open(const RehearsalOrder& order,
                                                             const CompanyCopy& copy,
                                                             PluginTap& tap) {
  auto world = std::make_unique<RehearsalWorld>();
  world->database = TRY(db::Database::open(copy.database_url()));
  world->definitions = TRY(Definitions::builtin());
  TRY(prepare_database(*world->database, *world->definitions));
  world->accounts = std::make_unique<Accounts>(
      Accounts::Parts{*world->database, world->clock, world->random, world->ids});
  TRY(world->accounts->prepare());
  world->outbox = std::make_unique<Outbox>(*world->database, world->clock, world->ids);
  world->notices = std::make_unique<Notices>();
  PhoneDefaults phone;
  if (!order.phone_region.empty()) phone.region = order.phone_region;
  world->records = std::make_unique<Records>(Records::Parts{
      *world->database, *world->definitions, *world->outbox, world->clock, world->ids, phone});
  world->ledger =
      TRY(licensing::SeatLedger::open(*world->database, world->clock, world->random,
                                      crypto::SigningKey::generate(), world->licenses.keys()));
  PluginsParts parts{
      {*world->database, world->clock, world->random, world->ids, *world->definitions,
       *world->records, *world->accounts, *world->outbox, *world->notices},
      *world->ledger};
  parts.data = copy.folder();
  parts.runner = order.runner;
  parts.tap = &tap;
  parts.judges_installs = false;
  world->plugins = TRY(Plugins::create(parts));
  world->records->attach(static_cast<SaveHooks&>(*world->plugins));
  world->records->attach(static_cast<PurposeGate&>(*world->plugins));
  return world;
}

Status RehearsalWorld::license(const std::string& product) {
  const std::string document =
      TRY(licenses.document(product, ledger->authority(), clock.now_ms(), ids));
  TRY(ledger->install_document(document));
  return ok();
}

}  // namespace kontor::host

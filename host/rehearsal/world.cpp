#include "host/rehearsal/world.hpp"

namespace kontor::host {

Result<std::unique_ptr<RehearsalWorld>> RehearsalWorld::open(const RehearsalOrder& order,
                                                             const CompanyCopy& copy,
                                                             PluginTap& tap) {
  auto world = std::make_unique<RehearsalWorld>();
  Wiring wiring{.database_url = copy.database_url(),
                .data = copy.folder(),
                .runner = order.runner,
                .authority = crypto::SigningKey::generate(),
                .keys = world->licenses_.keys()};
  if (!order.phone_region.empty()) wiring.phone.region = order.phone_region;
  wiring.choose = [&tap](PluginsParts& parts) {
    parts.tap = &tap;
    parts.judges_installs = false;
  };
  TRY(world->BareCompany::open(std::move(wiring)));
  return world;
}

Status RehearsalWorld::license(const std::string& product) {
  const std::string document =
      TRY(licenses_.document(product, ledger->authority(), clock.now_ms(), ids));
  TRY(ledger->install_document(document));
  return ok();
}

}  // namespace kontor::host

#include "host/server/privacy_side.hpp"

#include "host/api/privacy_endpoints.hpp"
#include "host/server/data_protection.hpp"

namespace kontor::host {

namespace {

std::vector<std::string> sentences_on_disks(const Settings& settings) {
  std::vector<std::string> sentences;
  for (const DataPlace& place : data_places(settings)) sentences.push_back(place.sentence());
  return sentences;
}

}  // namespace

PrivacySide::PrivacySide(const Settings& settings, const CompanyParts& lent, Tombstones& tombstones,
                         Plugins& plugins, crypto::SigningKey key)
    : accounts_(lent.accounts),
      exports_folder_(settings.data / "person-exports"),
      erasures_({lent.database, lent.records, lent.outbox, lent.clock, lent.ids, tombstones,
                 &plugins, std::move(key), settings.data}),
      exports_({lent.database, lent.records, lent.clock, &plugins}),
      retention_({lent.database, lent.records, lent.outbox, lent.clock, lent.ids, erasures_}),
      record_({lent.database, lent.records, lent.clock, retention_, &plugins,
               [settings] { return sentences_on_disks(settings); }}),
      bin_({lent.database, lent.records, lent.clock, &plugins}),
      worker_({[this]() -> Status {
                 TRY(erasures_.step());
                 return ok();
               },
               [this] { return retention_.step(); }, [this] { return bin_.step(); }}) {}

Result<std::unique_ptr<PrivacySide>> PrivacySide::create(const Settings& settings,
                                                         const CompanyParts& lent,
                                                         Tombstones& tombstones, Plugins& plugins) {
  auto key = TRY(crypto::SigningKey::load_or_create(settings.data / "keys/privacy.key"));
  // What was being sent when the host stopped.
  std::error_code ignored;
  std::filesystem::remove_all(settings.data / "person-exports", ignored);
  return std::unique_ptr<PrivacySide>(
      new PrivacySide(settings, lent, tombstones, plugins, std::move(key)));
}

void PrivacySide::add_routes(http::Router& router) {
  add_privacy_endpoints(router, accounts_,
                        {erasures_, exports_, retention_, record_, bin_, exports_folder_});
}

}  // namespace kontor::host

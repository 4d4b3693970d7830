#pragma once

#include <memory>

#include "base/http/router.hpp"
#include "host/app/tombstones.hpp"
#include "host/gdpr/bin.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "host/gdpr/person_export.hpp"
#include "host/gdpr/privacy_record.hpp"
#include "host/gdpr/privacy_worker.hpp"
#include "host/gdpr/retention.hpp"
#include "host/plugins/plugins.hpp"
#include "host/server/settings.hpp"

namespace kontor::host {

// Exports, erasures and retention of a running host.
class PrivacySide {
 public:
  // Reads or makes DATA/keys/privacy.key, which signs receipts.
  static Result<std::unique_ptr<PrivacySide>> create(const Settings& settings,
                                                     const CompanyParts& lent,
                                                     Tombstones& tombstones, Plugins& plugins);
  void add_routes(http::Router& router);
  void start() { worker_.start(); }
  void stop() { worker_.stop(); }

 private:
  PrivacySide(const Settings& settings, const CompanyParts& lent, Tombstones& tombstones,
              Plugins& plugins, crypto::SigningKey key);

  Accounts& accounts_;
  const std::filesystem::path exports_folder_;
  ErasureDesk erasures_;
  PersonExport exports_;
  Retention retention_;
  PrivacyRecord record_;
  Bin bin_;
  PrivacyWorker worker_;
};

}  // namespace kontor::host

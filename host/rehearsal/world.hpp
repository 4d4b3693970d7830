#pragma once

#include <memory>

#include "base/core/random.hpp"
#include "host/plugins/plugins.hpp"
#include "host/rehearsal/company_copy.hpp"
#include "host/rehearsal/rehearsal_licenses.hpp"

namespace kontor::host {

// The host's own parts over the copy of a company: the same records, rights, hooks, events,
// jobs and broker as in the running host, without HTTP, market and mail server.
class RehearsalWorld {
 public:
  static Result<std::unique_ptr<RehearsalWorld>> open(const RehearsalOrder& order,
                                                      const CompanyCopy& copy, PluginTap& tap);

  // A licence of this rehearsal for the product.
  Status license(const std::string& product);

  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  RehearsalLicenses licenses;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Definitions> definitions;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<Notices> notices;
  std::unique_ptr<Records> records;
  std::unique_ptr<licensing::SeatLedger> ledger;
  std::unique_ptr<Plugins> plugins;
};

}  // namespace kontor::host

#pragma once

#include <filesystem>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/gdpr/bin.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "host/gdpr/person_export.hpp"
#include "host/gdpr/privacy_record.hpp"
#include "host/gdpr/retention.hpp"

namespace kontor::host {

// What a person may ask of the company, and what the company must be able to show: export,
// erasure, holds, retention, the record of processing, the breach report. All for holders of
// privacy.manage. Exports lie in `exports` while they are sent and are swept an hour later.
struct PrivacyDesks {
  ErasureDesk& erasures;
  PersonExport& exports;
  Retention& retention;
  PrivacyRecord& record;
  Bin& bin;
  std::filesystem::path folder;
};
void add_privacy_endpoints(http::Router& router, Accounts& accounts, const PrivacyDesks& desks);
void add_privacy_record_endpoints(http::Router& router, const http::Auth& guardian,
                                  const PrivacyDesks& desks);

}  // namespace kontor::host

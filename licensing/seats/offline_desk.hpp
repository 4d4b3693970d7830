#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Activates devices by files that somebody carries (licensing/document/offline.hpp); on line
// the same files travel over HTTP. Keeps the signed lists of withdrawn licences. Any thread.
// Refusals are those of the documents, and of the ledger for the licence.
class OfflineDesk {
 public:
  // `own_key` is the ledger's. All references outlive the desk.
  OfflineDesk(db::Database& database, SeatLedger& ledger, const Clock& clock,
              crypto::SigningKey own_key, TrustedKeys keys)
      : database_(database),
        ledger_(ledger),
        clock_(clock),
        own_key_(std::move(own_key)),
        keys_(std::move(keys)) {}

  // The response file for a device's request to activate or to renew what it has: licence
  // document and newest list of withdrawn licences, bound to the device. The same request
  // brought twice is one activation. "borrow-on-line" for a request to borrow: only the ledger
  // knows which step the device would have to sign.
  struct Answer {
    std::string device_key;  // Hexadecimal; whoever asks on line must be it.
    std::string file;
  };
  Result<Answer> answer(std::string_view request_file);
  // The device gave its activation back. "return-on-line" for a borrowed seat.
  Status take_back(std::string_view return_file);

  // Withdraws what the list names, if a trusted market signed it for a company whose licences
  // are counted here and it is not older than the last one. Number of licences withdrawn.
  Result<std::int64_t> take_revocations(std::string_view token);
  Result<std::vector<std::string>> revocations();  // The newest list of each company.

 private:
  db::Database& database_;
  SeatLedger& ledger_;
  const Clock& clock_;
  const crypto::SigningKey own_key_;
  const TrustedKeys keys_;
};

}  // namespace kontor::licensing

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/document/offline.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Activates devices by files that somebody carries (licensing/document/offline.hpp); on line
// the same files travel over HTTP. Keeps the signed lists of withdrawn licences. Any thread.
// Refusals are those of the documents, and of the ledger for the licence. A host brings the files
// of its own device (`bearer`), an administrator carries anybody's; else forbidden, "wrong-device".
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

  // The response file for a device's request, bound to the device: licence document, newest list
  // of withdrawn licences, and the activation until the licence ends or, for a request to borrow,
  // the seat until its date. The same request brought twice is one activation, one seat.
  struct Answer {
    std::string device_key;  // Hexadecimal.
    std::string file;
  };
  Result<Answer> answer(std::string_view request_file, const SeatCaller& bearer);
  // The device gave its activation or its borrowed seat back; twice is once.
  Status take_back(std::string_view return_file, const SeatCaller& bearer);

  // Withdraws what the list names, if a trusted market signed it for a company whose licences
  // are counted here and it is not older than the last one. Number of licences withdrawn.
  Result<std::int64_t> take_revocations(std::string_view token);
  Result<std::vector<std::string>> revocations();  // The newest list of each company.

 private:
  Status attach_activation(OfflineResponse& response, const License& license);
  Status attach_seat(OfflineResponse& response, const OfflineRequest& request);
  Status attach_papers(OfflineResponse& response, const License& license);

  db::Database& database_;
  SeatLedger& ledger_;
  const Clock& clock_;
  const crypto::SigningKey own_key_;
  const TrustedKeys keys_;
};

}  // namespace kontor::licensing

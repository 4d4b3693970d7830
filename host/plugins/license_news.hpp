#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/plugins/company_seats.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/withdrawal_tasks.hpp"
#include "licensing/seats/offline_desk.hpp"

namespace kontor::host {

// What the market tells the company about its licences: those it took back leave the ledgers, those
// it signed anew replace the documents that are here, and each of its notices (ends, trials,
// instalments) becomes one task and one notice here, however often it is read. Reads at most
// kPagesMax pages at a time. One thread at a time.
class LicenseNews {
 public:
  struct Parts {
    CompanyParts company;
    licensing::SeatLedger& own;
    licensing::OfflineDesk& desk;
    licensing::RemoteSeats* remote = nullptr;  // May be null.
    std::filesystem::path file;                // How far the notices were read.
  };
  explicit LicenseNews(Parts parts)
      : parts_(std::move(parts)),
        seats_(parts_.own, parts_.remote, parts_.company.clock),
        withdrawals_(parts_.company, seats_) {}

  // Asks the market. unavailable when it does not answer; forbidden or unauthenticated for a host
  // that is no company of it.
  Status read(marketplace::MarketClient& market);
  // A signed list of withdrawn licences; "wrong-company" if none of its company is here.
  Status take_revocations(const std::string& token);
  // Newer documents of licences that are kept here, believed or not; what is new to this host is
  // left for an administrator to activate. Number installed.
  std::int64_t take_documents(const std::vector<std::string>& tokens);
  // {"notices": [...]} as the market answers. The id of the last one; "" if there is none.
  Result<std::string> take_notices(const Json& page);

  static constexpr int kPagesMax = 10;

 private:
  Status tell(const std::string& key, const std::string& text, const std::string& due_at,
              const std::string& license_id);
  std::set<std::string> license_ids();
  std::map<std::string, TimeMs> kept_documents();
  std::string read_until() const;

  const Parts parts_;
  CompanySeats seats_;
  WithdrawalTasks withdrawals_;
};

}  // namespace kontor::host

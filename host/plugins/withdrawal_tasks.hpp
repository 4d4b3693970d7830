#pragma once

#include "host/plugins/plugins.hpp"

namespace kontor::host {

class CompanySeats;

// A licence that was withdrawn becomes one task and one notice: on whatever way its withdrawal
// came (the market, a carried file, an administrator), and whatever died between the withdrawal
// and the task. Licences are noted while they are here; what was noted, is withdrawn now and is
// not told yet is told at the next look. Of two looks at once one tells.
class WithdrawalTasks {
 public:
  WithdrawalTasks(const CompanyParts& parts, CompanySeats& seats) : parts_(parts), seats_(seats) {}

  // Number of withdrawals told of.
  Result<std::int64_t> look();
  // Cheap; looks once a minute. One thread.
  Result<std::int64_t> step();

  static constexpr std::int64_t kEveryMs = 60'000;

 private:
  struct Seen {
    std::string license_id;
    std::string company_id;
    std::string product;
  };
  Result<std::vector<Seen>> note();
  Status tell(const Seen& seen, const std::string& reason);

  const CompanyParts& parts_;
  CompanySeats& seats_;
  std::int64_t due_ms_ = 0;  // Monotonic.
};

}  // namespace kontor::host

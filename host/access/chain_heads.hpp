#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/db/endings.hpp"

namespace kontor::host {

struct ChainHead {
  std::int64_t sequence = 0;
  std::string hash;  // Of the audit log; '' for the outbox.
};

// The last links of the audit log and of the outbox as a transaction moves them on, and what it
// adds behind them: written at its end, at once for all that share a commit.
class ChainHeads final : public db::Ending {
 public:
  static ChainHeads& of(db::Session& session) { return db::endings(session).of<ChainHeads>(); }

  // Reads the heads unless they are known.
  Status look(db::Session& session);
  // Says that they will be read soon.
  void foresee(db::Session& session) const;

  // Rows in the order of `kAuditRow` and `kEventRow` of chain_heads.cpp, and the heads behind them.
  Status add_entries(db::Session& session, std::vector<std::vector<db::Value>> rows,
                     ChainHead head);
  Status add_events(db::Session& session, std::vector<std::vector<db::Value>> rows);
  const ChainHead& audit() const { return now_.audit; }
  const ChainHead& outbox() const { return now_.outbox; }

  Status write(db::Session& session) override;
  void keep() override { kept_ = now_; }
  void forget() override;

 private:
  using Rows = std::vector<std::vector<db::Value>>;
  struct Heads {
    bool is_known = false;
    ChainHead audit;
    ChainHead outbox;
    std::size_t entries = 0;  // Rows to be written.
    std::size_t events = 0;
  };
  Status add(db::Session& session, Rows& to, Rows rows);

  Heads now_;
  Heads kept_;
  Rows entries_;
  Rows events_;
};

}  // namespace kontor::host

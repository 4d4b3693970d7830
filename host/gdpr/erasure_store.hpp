#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// One erasure, from the wish to its receipt.
struct Erasure {
  std::string id;
  std::string person;
  // asked: the plugins are being asked; held: something must stay for now; committing: what is
  // erased is erased for good, the rest follows; done; cancelled.
  std::string state = "asked";
  std::string reason;
  std::string asked_by;  // Id of the principal.
  TimeMs asked_at_ms = 0;
  TimeMs finished_at_ms = 0;  // 0: not yet.
  TimeMs next_at_ms = 0;      // When the host goes on by itself.
  std::int64_t attempts = 0;
  Json holds = Json::array();    // [{"by","what","reason","until"}]
  Json plugins = Json::array();  // PluginSubjects::Answer
  Json receipt = nullptr;        // DSSE envelope (erasure_receipt.hpp); null before the end.

  bool open() const { return state == "asked" || state == "held" || state == "committing"; }
  Json to_json() const;
};

// Rows of erasures, of holds and of what absent plugins have to be told. Each inside the caller's
// transaction.
class ErasureStore {
 public:
  static Status insert(db::Session& session, const Erasure& erasure);
  static Status save(db::Session& session, const Erasure& erasure);
  static Result<std::optional<Erasure>> find(db::Session& session, const std::string& id);
  static Result<std::optional<Erasure>> find_open(db::Session& session, const std::string& person);
  // Newest first, those with an id before `before`.
  static Result<std::vector<Erasure>> list(db::Session& session, const std::string& before,
                                           int limit);
  // Open ones whose time has come.
  static Result<std::vector<std::string>> due(db::Session& session, TimeMs now_ms, int limit);

  struct Hold {
    std::string id;
    std::string person;
    std::string reason;
    std::optional<TimeMs> until_ms = {};
    std::string set_by = {};
    TimeMs set_at_ms = 0;
    Json to_json() const;
  };
  static Status add_hold(db::Session& session, const Hold& hold);
  static Result<bool> lift_hold(db::Session& session, const std::string& id, TimeMs now_ms);
  // In force; of everybody when `person` is empty.
  static Result<std::vector<Hold>> holds(db::Session& session, const std::string& person,
                                         TimeMs now_ms);

  struct Debt {
    std::string plugin;
    std::string person;
  };
  static Status add_debt(db::Session& session, const Debt& debt, TimeMs now_ms);
  static Status pay_debt(db::Session& session, const Debt& debt);
  static Result<std::vector<Debt>> debts(db::Session& session, int limit);
};

}  // namespace kontor::host

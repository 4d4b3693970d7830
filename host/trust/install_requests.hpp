#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// A plugin somebody wants who may not approve it.
struct InstallRequest {
  std::string id = {};
  std::string plugin = {};
  std::string version = {};
  std::string package_sha256 = {};
  std::string asked_by = {};  // User id.
  TimeMs asked_at_ms = 0;
  std::string state = "open";  // "open", "approved", "refused"
  std::string decided_by = {};
  TimeMs decided_at_ms = 0;
};
Json to_json(const InstallRequest& request);

// Table `install_request`. Any thread.
class InstallRequests {
 public:
  InstallRequests(db::Database& database, const Clock& clock, IdSource& ids)
      : database_(database), clock_(clock), ids_(ids) {}

  // The open request for this package, which is made if there is none yet.
  Result<InstallRequest> ask(const std::string& plugin, const std::string& version,
                             const std::string& package_sha256, const std::string& user);
  Result<InstallRequest> find(const std::string& id);  // not_found without one.
  Result<std::vector<InstallRequest>> newest();
  // conflict unless it is open.
  Status decide(const std::string& id, const std::string& state, const std::string& user);

  static constexpr int kShownMax = 200;

 private:
  Result<std::vector<InstallRequest>> select(const std::string& where,
                                             const std::vector<db::Value>& values);
  db::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace kontor::host

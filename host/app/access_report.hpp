#pragma once

#include <functional>
#include <string>

#include "host/access/accounts.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// "What can X see, and why": the rights of a user, an API token or a plugin with where each
// comes from, and what that means for one record. Asks the checks that every request passes, so
// that the report cannot say anything else than what happens. Any thread.
class AccessReport {
 public:
  // What a plugin may do; not_found for one that is not installed.
  using PluginPrincipal = std::function<Result<Principal>(const std::string& id)>;
  AccessReport(Accounts& accounts, Records& records, PluginPrincipal plugins)
      : accounts_(accounts), records_(records), plugins_(std::move(plugins)) {}

  // {"principal","team","effective","sources":[{"because","rights"}]}. `kind`: user, token or
  // plugin. A user asks for oneself; others need users.manage.
  Result<Json> rights(const Principal& asker, const std::string& kind, const std::string& id);
  // {"relation","verbs":{"read":{"allowed","fields","because":[…]}, …}}; with no word of what
  // the record holds.
  Result<Json> record(const Principal& asker, const std::string& kind, const std::string& id,
                      const std::string& entity, const std::string& record_id);

 private:
  struct Subject {
    Principal principal;
    std::vector<RightsSource> sources;
  };
  Result<Subject> subject(const Principal& asker, const std::string& kind, const std::string& id);

  Accounts& accounts_;
  Records& records_;
  PluginPrincipal plugins_;
};

}  // namespace kontor::host

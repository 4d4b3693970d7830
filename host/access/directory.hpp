#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

struct Role {
  std::string name;
  Rights rights;
  std::int64_t users = 0;  // Who has it.
};

struct Team {
  std::string id;
  std::string name;
  std::vector<std::string> members;  // Ids of users.
};

// What is not set stays as it is.
struct UserChange {
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> roles = {};
  std::optional<bool> disabled = {};
  std::optional<std::string> password = {};
};

struct TeamChange {
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> members = {};
};

// Users, teams and roles as data an administrator changes at run time. Each change needs
// users.manage, is in the audit log, and counts from the next request on. Nobody gives what
// they may not do themselves (forbidden, beyond-own-rights), and somebody who may do everything
// always stays (conflict, last-administrator). Any thread.
class Directory {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    IdSource& ids;
    Accounts& accounts;
  };
  explicit Directory(Parts parts) : parts_(parts) {}

  Result<std::vector<Role>> roles();
  Result<Role> put_role(const Principal& actor, const std::string& name, const Json& rights);
  // conflict while somebody has it.
  Status remove_role(const Principal& actor, const std::string& name);

  Result<std::vector<Team>> teams();
  Result<Team> add_team(const Principal& actor, const std::string& name,
                        const std::vector<std::string>& members);
  Result<Team> change_team(const Principal& actor, const std::string& id, const TeamChange& change);
  Status remove_team(const Principal& actor, const std::string& id);

  // A new password or `disabled` ends the user's sessions.
  Result<User> change_user(const Principal& actor, const std::string& id, const UserChange& change);

  static constexpr std::size_t kTeamsMax = 500;
  static constexpr std::size_t kMembersMax = 500;
  static constexpr std::size_t kRolesMax = 200;

 private:
  Status change(const Principal& actor, const AuditEntry& entry,
                const std::function<Status(db::Session&)>& work);

  Parts parts_;
};

}  // namespace kontor::host

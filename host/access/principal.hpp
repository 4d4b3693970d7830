#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/access/audit_log.hpp"
#include "host/access/rights.hpp"

namespace kontor::host {

enum class PrincipalKind { user, token, plugin, system };
std::string_view principal_kind_name(PrincipalKind kind);

// Whoever asks: a user in a session, an API token of a user, a plugin, or the host
// itself. Every read and write of a record goes through the checks below, whoever
// asks; there is no second path. Cheap to copy; any thread.
struct Principal {
  PrincipalKind kind = PrincipalKind::system;
  std::string id;       // User id (also for a token), plugin id, or "system".
  std::string name;     // For people: audit, seat holders.
  std::string session;  // Session id or token id: what a seat is claimed for. Empty otherwise.
  std::string email;    // Users only.
  std::shared_ptr<const Rights> rights =
      std::make_shared<const Rights>();  // Shared by copies; immutable.
  // Ids of the users in one's teams, oneself included: the records of scope team. Shared by
  // copies; immutable. Null: nobody.
  std::shared_ptr<const std::vector<std::string>> team = nullptr;
  std::string token = {};  // Of a token, and of work that was asked for with one: its id.

  static Principal system();
  static Principal plugin(std::string id, std::string name, Rights rights);
};

// How somebody who is responsible for a record ("" for nobody) stands to the principal.
Scope relation_to(const Principal& principal, std::string_view owner);

// forbidden, naming what was refused, unless `principal` holds the right.
Status require(const Principal& principal, std::string_view entity, Verb verb);
Status require_field(const Principal& principal, std::string_view entity, Verb verb,
                     std::string_view field);
Status require_right(const Principal& principal, std::string_view right);

// `principal`, who asked for work with this API token ("" for none), as it goes on later.
Principal with_token(Principal principal, const std::string& token);

// The principal as the audit log names it.
AuditActor audit_actor(const Principal& principal);

}  // namespace kontor::host

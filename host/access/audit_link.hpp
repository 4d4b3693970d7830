#pragma once

#include <cstdint>
#include <string>

#include "base/db/database.hpp"

namespace kontor::host {

// One row of the audit log as the chain sees it (byte-exact in host/access/audit_log.md).
struct AuditLink {
  std::int64_t sequence = 0;
  std::int64_t at_ms = 0;
  std::string actor_kind;
  std::string actor;
  std::string action;
  std::string entity;
  std::string record_id;
  std::string detail;
  std::string salt;        // Hexadecimal; empty in entries from before there were commitments.
  std::string commitment;  // Hexadecimal SHA-256 over salt and content.
  bool erased = false;     // Content and salt are forgotten, the commitment stays.

  std::string make_commitment() const;
  // Hexadecimal; covers the hash before it.
  std::string hash_after(const std::string& before) const;
  // False when content that should be there is not what was committed to.
  bool content_holds() const;
};

// Columns for SELECT, and a link read from them; the stored hash is the column after them.
inline constexpr const char* kAuditColumns =
    "sequence, at_ms, actor_kind, actor, action, entity, record_id, detail, salt, commitment, "
    "erased";
inline constexpr std::size_t kAuditColumnCount = 11;
AuditLink read_audit_link(const db::Row& row);

}  // namespace kontor::host

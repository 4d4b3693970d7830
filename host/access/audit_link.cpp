#include "host/access/audit_link.hpp"

#include <initializer_list>

#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

// Lengths in front keep two different entries from having one text.
void add_parts(std::string& text, std::initializer_list<const std::string*> parts) {
  for (const std::string* part : parts) text += '\n' + std::to_string(part->size()) + ' ' + *part;
}

}  // namespace

std::string AuditLink::make_commitment() const {
  std::string text = "kontor audit content";
  add_parts(text, {&salt, &actor_kind, &actor, &action, &entity, &record_id, &detail});
  return crypto::sha256_hex(text);
}

std::string AuditLink::hash_after(const std::string& before) const {
  std::string text = std::to_string(sequence) + ' ' + std::to_string(at_ms);
  if (commitment.empty()) {
    add_parts(text, {&before, &actor_kind, &actor, &action, &entity, &record_id, &detail});
  } else {
    add_parts(text, {&before, &commitment});
  }
  return crypto::sha256_hex(text);
}

bool AuditLink::content_holds() const {
  if (commitment.empty()) return !erased;  // Its hash covers the content itself.
  if (erased) return salt.empty() && record_id.empty() && detail.empty();
  return make_commitment() == commitment;
}

AuditLink read_audit_link(const db::Row& row) {
  return {row.integer(0), row.integer(1), row.text(2),         row.text(3),
          row.text(4),    row.text(5),    row.text(6),         row.text(7),
          row.text(8),    row.text(9),    row.integer(10) != 0};
}

}  // namespace kontor::host

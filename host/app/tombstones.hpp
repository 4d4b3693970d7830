#pragma once

#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "host/app/save_pipeline.hpp"

namespace kontor::host {

// Who was erased is not written back, whatever way they come: page, API, import, plugin. An
// erasure leaves the person's id and keyed hashes (HMAC-SHA-256) of the e-mail addresses and
// phone numbers they were known by, and nothing else; a save that brings one of them is refused.
// Whoever comes back by themselves is let in by lift(). Any thread.
class Tombstones {
 public:
  // The key comes from the host's own secret (DATA/keys/access.key): else anybody with the
  // database could try all phone numbers.
  explicit Tombstones(const std::string& secret);

  // Of the fields with the class "contact" that hold an address or a number.
  std::vector<std::string> marks_of(const Entity& entity, const Json& fields) const;
  std::string mark_of(FieldType type, const std::string& value) const;

  // All inside the caller's transaction.
  Status leave(db::Session& session, const std::string& person, const std::string& erasure,
               const std::vector<std::string>& marks, TimeMs now_ms);
  // Gives each save that would bring somebody back its problem (conflict, "person-was-erased").
  Status check(db::Session& session, const Entity& entity, std::vector<PendingSave>& batch) const;
  // Lets these in again; how many there were.
  Result<std::int64_t> lift(db::Session& session, const std::vector<std::string>& marks);
  static Result<bool> is_erased(db::Session& session, const std::string& person);
  // Those of `persons`, which are some, who were erased.
  static Result<std::set<std::string>> erased_of(db::Session& session,
                                                 const std::vector<std::string>& persons);

 private:
  enum class Known { nothing, none, some };
  Result<bool> any(db::Session& session) const;

  const std::string key_;
  mutable std::atomic<Known> known_ = Known::nothing;  // Most companies have none to look for.
};

}  // namespace kontor::host

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"

namespace kontor::host {

// A record about to be written, as the write pipeline sees it before the transaction.
struct PendingRecord {
  std::string id;
  bool is_new = true;
  Json fields;  // Every field after the change, by name.
};

// A record goes on although this hook could not look at it: it fails open.
struct HookGap {
  std::string plugin;
  std::string contribution;
  std::string reason;
};

struct HookAnswer {
  Json patch = nullptr;                // RFC 7396 merge patch, or null.
  std::optional<std::string> refusal;  // Why this record must not be saved.
  std::vector<HookGap> gaps = {};      // To be noted if it is saved.
};

// A record that was written past hooks.
struct GapOfRecord {
  std::string record_id;
  HookGap gap;
};

// How plugins take part in a save. The write pipeline asks once per batch, outside any
// transaction; implemented by host/plugins.
class SaveHooks {
 public:
  virtual ~SaveHooks() = default;
  // False: nobody hooks this entity, and before_save is not called.
  virtual bool wants(std::string_view entity) const = 0;
  // Runs the hooks of `entity` one after the other, each over the patches of those before.
  // The answer has one entry per record in the same order, patches merged. The
  // implementation sends a plugin only the fields it declared and lets it patch only
  // those; values are validated by the caller. An error refuses the whole batch (a hook
  // that fails closed). Any thread; may be entered again through a plugin's own writes.
  virtual Result<std::vector<HookAnswer>> before_save(std::string_view entity,
                                                      const std::vector<PendingRecord>& records,
                                                      const Principal& actor) = 0;
  // Notes gaps in the transaction that writes the records, so that neither is without the
  // other. Hooks that never answer with gaps need not override it.
  virtual Status note_gaps(db::Session&, std::string_view /*entity*/,
                           const std::vector<GapOfRecord>&) {
    return ok();
  }
};

// Says which people a purpose may touch; implemented by host/plugins through the
// provider of kontor.consent/1.
class PurposeGate {
 public:
  virtual ~PurposeGate() = default;
  // forbidden where nobody is there who knows: then no purpose is fulfilled. invalid_argument, with
  // the names that are known, where whoever knows has no purpose of that name.
  virtual Status can_tell(std::string_view /*purpose*/) { return ok(); }
  // One entry per id: is there a basis to use this person for `purpose`?
  virtual Result<std::vector<bool>> allowed(std::string_view purpose,
                                            const std::vector<std::string>& person_ids) = 0;
};

}  // namespace kontor::host

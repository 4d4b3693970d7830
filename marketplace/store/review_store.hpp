#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// What belongs to the review of an upload: its trail, an appeal, the attestation. Lives inside
// one transaction.
class ReviewStore {
 public:
  explicit ReviewStore(db::Session& session) : session_(session) {}

  // The trail only grows.
  Status add_event(const ReviewEvent& event);
  // Of one upload, oldest first; of all (an empty id) the newest first, before `before_id`.
  Result<std::vector<ReviewEvent>> events(const std::string& operation_id);
  Result<std::vector<ReviewEvent>> all_events(const std::string& before_id);

  Result<std::optional<Appeal>> appeal(const std::string& operation_id);
  // conflict when there was one before.
  Status add_appeal(const std::string& operation_id, const Appeal& appeal);
  // conflict when it was answered before.
  Status answer_appeal(const std::string& operation_id, const Appeal& appeal);
  // Uploads whose appeal waits for its answer, oldest first.
  Result<std::vector<std::string>> open_appeals();

  struct Attestation {
    std::string sha256 = {};
    std::string operation_id = {};
    std::string envelope = {};
    TimeMs attested_at_ms = 0;
  };
  // Replaces an earlier one: a person may look closer later.
  Status put_attestation(const Attestation& attestation);
  Result<std::string> attestation(const std::string& sha256);  // not_found

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

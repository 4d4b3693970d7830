#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Submitted packages and what became of them. Lives inside one transaction.
class UploadStore {
 public:
  explicit UploadStore(db::Session& session) : session_(session) {}

  // Begins an upload, or gives the one that has this operation id already.
  Result<Upload> begin(const Upload& upload);
  Result<Upload> get(const std::string& operation_id);  // not_found
  // Writes state, findings, checks and what the manifest said; nothing after a decision.
  Status save_checks(const Upload& upload);
  // conflict when it was decided before.
  Status decide(const std::string& operation_id, Decision decision, const std::string& reason);
  // Takes a rejection back: the upload waits for a person again.
  Status reopen(const std::string& operation_id);
  // Whose checks were cut short, or failed before this moment; oldest first.
  Result<std::vector<Upload>> unfinished(TimeMs failed_before_ms);
  // Checked and not decided, oldest first.
  Result<std::vector<Upload>> queue();
  // Approved uploads for a target path, any sha256.
  Result<std::vector<Upload>> approved(const std::string& target_path);
  // Another upload of this target with other bytes that was not turned down, if any.
  Result<std::vector<Upload>> rivals(const Upload& upload);
  // The approved uploads of a plugin that a signed role names.
  Result<std::vector<Upload>> released(const std::string& plugin_id);
  Result<std::vector<std::string>> approved_versions(const std::string& plugin_id);
  Status mark_visible(const std::string& operation_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

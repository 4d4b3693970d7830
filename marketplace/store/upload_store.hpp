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
  // Writes state, findings and what the manifest said; nothing after a decision.
  Status save_checks(const Upload& upload);
  // conflict when it was decided before.
  Status decide(const std::string& operation_id, Decision decision, const std::string& reason);
  // Checked and not decided, oldest first.
  Result<std::vector<Upload>> queue();
  // Approved uploads for a target path, any sha256.
  Result<std::vector<Upload>> approved(const std::string& target_path);
  // Another upload of this target with other bytes that was not turned down, if any.
  Result<std::vector<Upload>> rivals(const Upload& upload);
  Result<std::vector<std::string>> approved_versions(const std::string& plugin_id);
  Status mark_visible(const std::string& operation_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

#pragma once

#include <functional>
#include <string>

#include "host/backup/backup.hpp"

namespace kontor::host {

// A newer program over an older database: a verified backup first (DATA/upgrade/*.kbackup, its key
// in DATA/keys/upgrade.key; both go once all is well, so that nobody erased later lives on in
// them), then the migrations; when they fail the database is put back as it was, the error says so,
// and the program before works on. What a kill -9 interrupts is known from DATA/upgrade/state.json:
// migrations go on, since each is one transaction; a putting back is done again. The database is
// nobody else's meanwhile.
class DatabaseUpgrade {
 public:
  struct Parts {
    BackupPlace place;
    const Clock& clock;
    Random& random;
  };
  explicit DatabaseUpgrade(Parts parts) : parts_(std::move(parts)) {}

  // `older`: whether there is anything to migrate. Both open the database themselves and close it
  // before they return.
  Status run(const std::function<Result<bool>()>& older, const std::function<Status()>& migrate);

 private:
  std::filesystem::path folder() const { return parts_.place.data / "upgrade"; }
  std::filesystem::path finished_folder() const { return parts_.place.data / "upgrade.finished"; }
  std::filesystem::path key_file() const { return parts_.place.data / "keys/upgrade.key"; }
  Status begin();
  void finish();
  void remove_finished();
  Status put_back(const std::string& why);
  Status keep_state(const std::string& state);

  Parts parts_;
  std::filesystem::path backup_;
};

}  // namespace kontor::host

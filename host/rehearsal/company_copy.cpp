#include "host/rehearsal/company_copy.hpp"

#include "base/db/copy.hpp"
#include "host/rehearsal/postgresql_rows.hpp"

namespace kontor::host {
namespace fs = std::filesystem;

Result<CompanyCopy> CompanyCopy::make(const RehearsalOrder& order, const fs::path& folder) {
  remove(folder);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Error{ErrorCode::unavailable, "cannot make " + folder.string() + ": " + error.message()};
  fs::permissions(folder, fs::perms::owner_all, error);
  CompanyCopy copy(folder);
  if (order.database.starts_with("sqlite:"))
    TRY(db::copy_database(order.database, folder / "host.db"));
  else
    TRY(copy_rows_of_postgresql(order.database, folder / "host.db"));
  if (fs::exists(order.data / "plugins", error))
    fs::copy(order.data / "plugins", folder / "plugins",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
  if (error) return Error{ErrorCode::unavailable, "cannot copy the plugins: " + error.message()};
  return copy;
}

void CompanyCopy::remove(const fs::path& folder) {
  std::error_code ignored;
  if (!folder.empty()) fs::remove_all(folder, ignored);
}

}  // namespace kontor::host

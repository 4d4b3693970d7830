#include "marketplace/server/review_setup.hpp"

#include "base/core/log.hpp"

namespace kontor::marketplace {
namespace {

namespace fs = std::filesystem;

Result<fs::path> checker_of(const Configuration& configuration) {
  std::error_code failed;
  if (!configuration.checker.empty()) {
    if (!fs::exists(configuration.checker, failed))
      return Error{ErrorCode::not_found, "there is no checker " + configuration.checker.string()};
    return fs::absolute(configuration.checker);
  }
  const fs::path beside = fs::read_symlink("/proc/self/exe", failed).parent_path() / "kontor";
  if (!failed && fs::exists(beside, failed)) return beside;
  log::warning("no trials of plugins: there is no program kontor", {{"looked_for", beside}});
  return fs::path();
}

}  // namespace

Status set_up_reviews(const Configuration& configuration, ReviewMeans& means) {
  if (!configuration.clamd.empty()) means.clamd = TRY(review::Clamd::create(configuration.clamd));
  means.trial.checker = TRY(checker_of(configuration));
  means.trial.scratch = configuration.data / "quarantine" / "scratch";
  means.trial.deadline_s = configuration.trial_seconds;
  means.trial.stop = &means.stopping;
  std::error_code failed;
  fs::remove_all(means.trial.scratch, failed);
  if (!failed) fs::create_directories(means.trial.scratch, failed);
  if (failed) return Error{ErrorCode::unavailable, "no folder for trials: " + failed.message()};
  return ok();
}

}  // namespace kontor::marketplace

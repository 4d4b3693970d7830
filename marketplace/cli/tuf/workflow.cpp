#include "marketplace/cli/tuf/workflow.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <memory>

#include "base/core/clock.hpp"
#include "base/tuf/updater.hpp"
#include "marketplace/client/market_sites.hpp"
#include "marketplace/client/target_download.hpp"
#include "marketplace/client/verified_file.hpp"

namespace kontor::marketplace {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 30000;

// A refresh that verified, and what it needs to look further.
struct Session {
  std::unique_ptr<tuf::Store> store;
  std::unique_ptr<MarketSite> site;
  std::unique_ptr<tuf::Updater> updater;
};

Result<Session> refreshed_at(const std::string& url, const std::string& metadata_dir) {
  Session session;
  session.store = std::make_unique<tuf::Store>(metadata_dir);
  session.site = TRY(MarketSite::open(url, kPatienceMs));
  session.updater = std::make_unique<tuf::Updater>(*session.store, *session.site,
                                                   SystemClock().now_ms());  // 5.1
  const auto refreshed = session.updater->refresh();
  if (!refreshed) return tuf::to_error(refreshed.error());
  return session;
}

Result<Session> refreshed(const TufArguments& arguments) {
  Result<Session> session = Error{ErrorCode::invalid_argument, "--metadata-url is missing"};
  for (const std::string& url : arguments.metadata_urls) {
    session = refreshed_at(url, arguments.metadata_dir);
    if (session) break;
  }
  return session;
}

// A target's place below the folder; its path comes from outside.
Result<fs::path> place_of(const std::string& name, const fs::path& folder) {
  const fs::path path(name);
  bool plain = !name.empty() && path.is_relative() && !name.ends_with('/') &&
               name.find('\0') == std::string::npos;
  for (const auto& part : path) plain = plain && part != ".." && part != ".";
  if (!plain) return Error{ErrorCode::invalid_argument, "\"" + name + "\" is no place for a file"};
  return folder / path;
}

// Where a download grows: on the target folder's file system, but not in it.
fs::path staging_for(const TufArguments& arguments) {
  struct stat metadata {};
  struct stat targets {};
  const bool same = ::stat(arguments.metadata_dir.c_str(), &metadata) == 0 &&
                    ::stat(arguments.target_dir.c_str(), &targets) == 0 &&
                    metadata.st_dev == targets.st_dev;
  if (same) return arguments.metadata_dir;
  return (fs::absolute(arguments.target_dir) / "..").lexically_normal();
}

// 5.7.3: what does not have the signed length and hashes never gets its name.
Status fetch(const std::string& url, const std::string& location, const tuf::TargetFile& file,
             const fs::path& staging, const fs::path& place) {
  const auto site = TRY(MarketSite::open(url, kPatienceMs));
  const auto incoming = TRY(VerifiedFile::create(staging, file));
  const std::string name = url.starts_with("file:") ? location : url_path(location);
  TRY(site->download(name, static_cast<std::size_t>(file.length),
                     [&incoming](std::string_view bytes) { return incoming->append(bytes); }));
  return incoming->commit(place);
}

Status download_one(const TufArguments& arguments, tuf::Updater& updater, const std::string& name) {
  const auto found = updater.find(name);            // 5.7.1
  if (!found) return tuf::to_error(found.error());  // 5.7.2
  const fs::path place = TRY(place_of(name, arguments.target_dir));
  if (is_present(place, found->file)) return ok();
  std::error_code code;
  fs::create_directories(place.parent_path(), code);
  if (code)
    return Error{ErrorCode::unavailable,
                 "cannot make " + place.parent_path().string() + ": " + code.message()};
  Status done = Error{ErrorCode::invalid_argument, "--target-base-url is missing"};
  for (const std::string& url : arguments.target_base_urls) {
    done =
        fetch(url, updater.location(name, found->file), found->file, staging_for(arguments), place);
    if (done) break;
  }
  return done;
}

}  // namespace

Status tuf_refresh(const TufArguments& arguments) {
  const auto session = refreshed(arguments);
  return session ? ok() : Status(session.error());
}

Status tuf_download(const TufArguments& arguments) {
  if (arguments.target_dir.empty())
    return Error{ErrorCode::invalid_argument, "--target-dir is missing"};
  const Session session = TRY(refreshed(arguments));
  for (const std::string& name : arguments.target_names)
    TRY(download_one(arguments, *session.updater, name));
  return ok();
}

}  // namespace kontor::marketplace

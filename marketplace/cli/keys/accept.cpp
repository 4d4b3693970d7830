#include "marketplace/cli/keys/accept.hpp"

#include <algorithm>

#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/first_metadata.hpp"
#include "marketplace/repository/repository.hpp"

namespace kontor::marketplace {
namespace {

Result<std::string> role_of(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos && dot > 0 && name.size() > dot + 6 && name.ends_with(".json") &&
      std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(dot),
                  [](char c) { return c >= '0' && c <= '9'; }))
    return name.substr(dot + 1, name.size() - dot - 6);
  return Error{ErrorCode::invalid_argument,
               file.string() + " is not named <version>.<role>.json, so its role is unknown"};
}

Result<std::vector<Repository::Submission>> read_documents(const AcceptWish& wish) {
  std::vector<Repository::Submission> set;
  set.reserve(wish.documents.size());
  for (const auto& file : wish.documents) {
    std::string role = TRY(role_of(file));
    std::string bytes = TRY(read_file(file, tuf::kTargetsBytesMax));
    set.push_back({std::move(role), std::move(bytes)});
  }
  return set;
}

std::vector<std::string> market_paths(const AcceptWish& wish) {
  std::vector<std::string> found;
  if (wish.files.empty()) return found;
  for (const char* path : {kLicenseKeysPath, kLogKeysPath, kReviewKeysPath, kKilledPath})
    if (std::filesystem::exists(wish.files / path)) found.emplace_back(path);
  return found;
}

Status send(const AcceptWish& wish, const std::vector<Repository::Submission>& set) {
  auto desk = TRY(Desk::open(wish.address));
  Json body{{"documents", Json::array()}, {"files", Json::object()}};
  for (const auto& [role, bytes] : set)
    body["documents"].push_back({{"role", role}, {"document", bytes}});
  for (const std::string& path : market_paths(wish))
    body["files"][path] = TRY(read_file(wish.files / path, tuf::kTargetsBytesMax));
  TRY(desk.call("POST", "/metadata", body));
  return ok();
}

Status publish_here(const AcceptWish& wish, const std::vector<Repository::Submission>& set) {
  const SystemClock clock;
  std::error_code code;
  if (!std::filesystem::exists(wish.data / "tuf" / "1.root.json", code))
    return install_first_metadata(wish.data, set, wish.files, clock.now_ms());
  const auto repository = TRY(Repository::open(wish.data, clock));
  for (const std::string& path : market_paths(wish))
    TRY(repository->store_target(path, wish.files / path));
  return repository->accept_all(set);
}

}  // namespace

Result<Json> accept_documents(const AcceptWish& wish) {
  const auto set = TRY(read_documents(wish));
  TRY(wish.data.empty() ? send(wish, set) : publish_here(wish, set));
  Json roles = Json::array();
  for (const auto& [role, bytes] : set) roles.push_back(role);
  return Json{{"accepted", std::move(roles)}};
}

}  // namespace kontor::marketplace

#include "base/http/body_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/http/head_lines.hpp"

namespace kontor::http {

namespace {

constexpr const char* kFileBeginning = "body-";

}  // namespace

Result<std::unique_ptr<BodyStore>> BodyStore::create(const BodyRule& rule) {
  std::unique_ptr<BodyStore> store(new BodyStore(rule.bytes_max));
  if (rule.spool_folder.empty()) return store;
  std::string path = (rule.spool_folder / kFileBeginning).string() + "XXXXXX";
  store->file_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (store->file_ < 0) {
    return Error{ErrorCode::internal,
                 "cannot make a file in " + rule.spool_folder.string() + ": " + strerror(errno)};
  }
  store->path_ = path;
  return store;
}

BodyStore::~BodyStore() {
  if (file_ >= 0) ::close(file_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Status BodyStore::add(std::string_view part) {
  bytes_ += part.size();
  if (bytes_ > bytes_max_) {
    return refusal(413, "body-too-large",
                   "the body is longer than " + std::to_string(bytes_max_) + " bytes");
  }
  if (file_ < 0) {
    memory_.append(part);
    return ok();
  }
  while (!part.empty()) {
    const ssize_t written = ::write(file_, part.data(), part.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == ENOSPC)
      return refusal(507, "disk-full", "the server's disk is full; nothing was kept");
    if (written < 0) {
      return Error{ErrorCode::internal, std::string("cannot keep a body: ") + strerror(errno)};
    }
    part.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok();
}

Status BodyStore::finish(Request& request) {
  if (file_ >= 0 && ::fdatasync(file_) != 0) {
    return Error{ErrorCode::internal, std::string("cannot keep a body: ") + strerror(errno)};
  }
  request.body = std::move(memory_);
  request.body_file = path_;
  path_.clear();
  return ok();
}

void sweep_spool_folders(const Router& router) {
  std::error_code ignored;
  std::vector<std::filesystem::path> left;
  for (const Route& route : router.routes()) {
    if (route.spool_folder.empty()) continue;
    for (const auto& entry : std::filesystem::directory_iterator(route.spool_folder, ignored)) {
      if (entry.path().filename().string().starts_with(kFileBeginning))
        left.push_back(entry.path());
    }
  }
  for (const auto& path : left) std::filesystem::remove(path, ignored);
}

BodyFileRemover::~BodyFileRemover() {
  std::error_code ignored;  // Not there any more: the handler took it.
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

}  // namespace kontor::http

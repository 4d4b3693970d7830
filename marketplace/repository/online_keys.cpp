#include "marketplace/repository/online_keys.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

bool names_key(const tuf::Root& root, const char* role, const crypto::SigningKey& key) {
  const auto id = tuf_key_id(key.public_key());
  return id && root.roles.at(role).key_ids.contains(*id) && root.roles.at(role).threshold == 1;
}

std::filesystem::path present_file(const std::filesystem::path& folder, const char* role) {
  return folder / (std::string(role) + ".key");
}

std::filesystem::path next_file(const std::filesystem::path& folder, const char* role) {
  return folder / (std::string(role) + ".next.key");
}

struct Choice {
  crypto::SigningKey key;
  bool is_next;
};

Result<Choice> named_key(const std::filesystem::path& folder, const tuf::Root& root,
                         const char* role) {
  if (auto present = crypto::SigningKey::load(present_file(folder, role));
      present && names_key(root, role, *present))
    return Choice{std::move(present).value(), false};
  if (auto next = crypto::SigningKey::load(next_file(folder, role));
      next && names_key(root, role, *next))
    return Choice{std::move(next).value(), true};
  return Error{ErrorCode::conflict, "the root names another " + std::string(role) + " key than " +
                                        present_file(folder, role).string() +
                                        " or its .next.key; put that one there"};
}

// The next key becomes the present one, durably.
Status take_place(const std::filesystem::path& folder, const char* role) {
  std::error_code code;
  std::filesystem::rename(next_file(folder, role), present_file(folder, role), code);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!code && synced) return ok();
  return Error{ErrorCode::unavailable, "the new " + std::string(role) + " key cannot be kept"};
}

}  // namespace

Result<OnlineKeys> OnlineKeys::load(const std::filesystem::path& folder, const tuf::Root& root) {
  Choice snapshot = TRY(named_key(folder, root, "snapshot"));
  Choice timestamp = TRY(named_key(folder, root, "timestamp"));
  crypto::SigningKey license = TRY(crypto::SigningKey::load(folder / "license.key"));
  OnlineKeys keys(folder, {std::move(snapshot.key), std::move(timestamp.key)}, std::move(license));
  keys.next_snapshot_ = snapshot.is_next;
  keys.next_timestamp_ = timestamp.is_next;
  return keys;
}

bool OnlineKeys::would_serve(const tuf::Root& root) const {
  return named_key(folder_, root, "snapshot") && named_key(folder_, root, "timestamp");
}

Result<bool> OnlineKeys::choose(const tuf::Root& root) {
  *this = TRY(load(folder_, root));
  return next_snapshot_ || next_timestamp_;
}

Status OnlineKeys::adopt() {
  if (next_snapshot_) TRY(take_place(folder_, "snapshot"));
  next_snapshot_ = false;
  if (next_timestamp_) TRY(take_place(folder_, "timestamp"));
  next_timestamp_ = false;
  return ok();
}

}  // namespace kontor::marketplace

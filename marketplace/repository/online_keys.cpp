#include "marketplace/repository/online_keys.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/core/log.hpp"
#include "base/crypto/dsse.hpp"
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

bool lists(const OnlineKeys::Listed& license_keys, const crypto::SigningKey& key) {
  const std::string raw = key.public_key().ed25519_raw();
  return std::ranges::any_of(
      license_keys, [&](const crypto::PublicKey& one) { return one.ed25519_raw() == raw; });
}

// The next key before the present one; none if neither is listed.
std::optional<Choice> listed_key(const std::filesystem::path& folder,
                                 const OnlineKeys::Listed& license_keys) {
  if (auto next = crypto::SigningKey::load(next_file(folder, "license"));
      next && lists(license_keys, *next))
    return Choice{std::move(next).value(), true};
  if (auto present = crypto::SigningKey::load(present_file(folder, "license"));
      present && lists(license_keys, *present))
    return Choice{std::move(present).value(), false};
  return std::nullopt;
}

Result<Choice> license_key_of(const std::filesystem::path& folder,
                              const OnlineKeys::Listed& license_keys) {
  if (auto listed = listed_key(folder, license_keys)) return *std::move(listed);
  crypto::SigningKey present =
      TRY(crypto::SigningKey::load(present_file(folder, "license").string()));
  log::error("market/license-keys.json lists no key of this market: hosts refuse what it signs",
             {{"key", crypto::key_id(present.public_key())}});
  return Choice{std::move(present), false};
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

Result<OnlineKeys> OnlineKeys::load(const std::filesystem::path& folder, const tuf::Root& root,
                                    const Listed& license_keys) {
  Choice snapshot = TRY(named_key(folder, root, "snapshot"));
  Choice timestamp = TRY(named_key(folder, root, "timestamp"));
  Choice license = TRY(license_key_of(folder, license_keys));
  OnlineKeys keys(folder, {std::move(snapshot.key), std::move(timestamp.key)},
                  std::move(license.key));
  keys.next_snapshot_ = snapshot.is_next;
  keys.next_timestamp_ = timestamp.is_next;
  keys.next_license_ = license.is_next;
  return keys;
}

bool OnlineKeys::would_serve(const tuf::Root& root) const {
  return named_key(folder_, root, "snapshot") && named_key(folder_, root, "timestamp");
}

bool OnlineKeys::would_sign(const Listed& license_keys) const {
  return listed_key(folder_, license_keys).has_value();
}

Result<bool> OnlineKeys::choose(const tuf::Root& root, const Listed& license_keys) {
  *this = TRY(load(folder_, root, license_keys));
  return next_snapshot_ || next_timestamp_ || next_license_;
}

Status OnlineKeys::adopt() {
  if (next_snapshot_) TRY(take_place(folder_, "snapshot"));
  next_snapshot_ = false;
  if (next_timestamp_) TRY(take_place(folder_, "timestamp"));
  next_timestamp_ = false;
  if (next_license_) TRY(take_place(folder_, "license"));
  next_license_ = false;
  return ok();
}

}  // namespace kontor::marketplace

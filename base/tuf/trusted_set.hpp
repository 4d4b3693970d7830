#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/tuf/parse_memory.hpp"

namespace kontor::tuf {

// The metadata a client believes at one moment, and the rules by which more becomes
// believed: The Update Framework, specification 1.0.34, sections 5.3 to 5.6. Pure: no
// network, no disk, no clock but the `now` of its making. Numbers in comments are the
// specification's steps. One thread.
class TrustedSet {
 public:
  // 5.2, 5.3.2: starts from a root that is trusted by the way it came; it may be expired. The
  // memory, if there is one, outlives this object.
  static Verdict<TrustedSet> start(std::string_view trusted_root, TimeMs now,
                                   ParseMemory* memory = nullptr);

  // 5.3.4 to 5.3.7: the next root, which the present one and itself must sign.
  Verdict<> update_root(std::string_view bytes);
  // True when the last update_root took a key from timestamp or snapshot (5.3.11).
  bool online_keys_rotated() const { return online_keys_rotated_; }
  // 5.3.10: to be asked when there is no newer root.
  Verdict<> check_root_expiry() const;

  // Timestamp and snapshot that an earlier run stored: expired or superseded ones still
  // protect against rollback. Refused if today's keys did not sign them.
  Verdict<> recall_timestamp(std::string_view bytes);
  Verdict<> recall_snapshot(std::string_view bytes);
  // 5.3.11: the versions seen under withdrawn keys bind nobody.
  void forget_online_roles();

  enum class Outcome { newer, same };
  // 5.4.2 to 5.4.4. `same`: the version is the trusted one, which stays.
  Verdict<Outcome> update_timestamp(std::string_view bytes);
  // 5.5.2 to 5.5.6.
  Verdict<> update_snapshot(std::string_view bytes);
  // The same for the very bytes that recall_snapshot() took, which are not parsed twice.
  Verdict<> keep_snapshot(std::string_view recalled_bytes);
  // 5.6.2 to 5.6.5 for "targets" (delegator null: root) or a role that `delegator`, an earlier
  // answer of this function, delegates to. The answer lives as long as this object.
  Verdict<const Targets*> update_targets(const std::string& role, const Targets* delegator,
                                         std::string_view bytes);

  const Root& root() const { return root_; }
  // Present once update_timestamp / update_snapshot succeeded.
  const std::optional<Timestamp>& timestamp() const { return timestamp_; }
  const Snapshot* snapshot() const { return snapshot_ ? &snapshot_->content : nullptr; }
  // What the snapshot says of a role; role_missing if nothing.
  Verdict<FileFacts> facts(const std::string& role) const;
  // Null unless update_targets accepted this role from this very delegator.
  const Targets* targets(const std::string& role, const Targets* delegator) const;

 private:
  TrustedSet(Root root, TimeMs now, ParseMemory* memory)
      : root_(std::move(root)), now_(now), memory_(memory) {}
  Verdict<> check_expiry(const Header& header, const std::string& role) const;
  Verdict<> check_listed(const Snapshot& next) const;

  Root root_;
  TimeMs now_;
  ParseMemory* memory_;  // May be null.
  bool online_keys_rotated_ = false;
  std::optional<Timestamp> timestamp_;
  // Shared with the memory; immutable.
  std::shared_ptr<const Parsed<Snapshot>> snapshot_;
  std::shared_ptr<const Parsed<Snapshot>> recalled_snapshot_;
  // By delegator and role: a role is believed only for the delegator whose keys signed it.
  std::map<std::pair<const Targets*, std::string>, std::shared_ptr<const Parsed<Targets>>> targets_;
};

}  // namespace kontor::tuf

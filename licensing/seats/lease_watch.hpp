#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "licensing/seats/lease_state.hpp"
#include "licensing/seats/shared_texts.hpp"

namespace kontor::licensing {

// What this process last saw of each lease, and since when on its own monotonic clock
// (invariant 4): only what stood still for its whole patience may be judged as left. Costs
// memory for each lease and time only for those that are due. Any thread.
class LeaseWatch {
  struct Watched;
  using Node = std::pair<const std::string, Watched>;
  // Leases of one patience in the order of their last sign of life: those that are due are at its
  // beginning, and a sign of life is a move to its end.
  struct Lane {
    std::int64_t patience_ms = 0;
    Node* first = nullptr;
    Node* last = nullptr;
  };

 public:
  explicit LeaseWatch(const Clock& clock) : clock_(clock) {}

  // Holders count their ttl from before they asked; this much later nobody can be at it.
  static constexpr std::int64_t kMarginMs = 10'000;

  struct Seen {
    std::int64_t fence = 0;
    std::int64_t sequence = 0;
    std::int64_t patience_ms = 0;
    LeaseState state = LeaseState::active;
    std::string license_id = {};
    std::string device_key = {};  // Raw; what a release must be signed with.
  };
  // The lease is there in this state now. Begins its patience anew.
  void see(const std::string& lease_id, const Seen& seen);
  // It was read from the table: its patience begins anew only if it has moved meanwhile.
  void read(const std::string& lease_id, const Seen& seen);
  // Renewed: a new sequence, all else as before.
  void advance(const LeaseStep& step);
  // It is used, though nothing was written for it.
  void use(const std::string& lease_id);
  void forget(const std::string& lease_id);

  // Until it is due; nothing when it is not watched.
  std::optional<std::int64_t> patience_left_ms(const std::string& lease_id) const;
  std::optional<std::string> device_key(const std::string& lease_id) const;
  std::string license_id(const std::string& lease_id) const;  // "" when not watched.
  // Leases that have stood still for their patience. They stay due until they are seen,
  // forgotten, or judged again later.
  struct Due {
    std::string lease_id;
    std::int64_t fence = 0;
    std::int64_t sequence = 0;
    LeaseState state = LeaseState::active;
  };
  std::vector<Due> due();

 private:
  // As Seen, small: there is one for each lease, and few licences and devices.
  struct Watched {
    std::int64_t fence = 0;
    std::int64_t sequence = 0;
    std::int64_t since_ms = 0;
    const std::string* license_id = nullptr;
    const std::string* device_key = nullptr;
    LeaseState state = LeaseState::active;
    Lane* lane = nullptr;
    Node* before = nullptr;  // In its lane.
    Node* after = nullptr;
    std::int64_t due_ms() const { return since_ms + lane->patience_ms; }
  };
  void begin(const std::string& lease_id, const Seen& seen);
  void enter(Node& node, std::int64_t patience_ms);
  void leave(Node& node);
  void touch(Node& node);

  const Clock& clock_;
  mutable std::mutex mutex_;
  SharedTexts texts_;
  std::map<std::int64_t, Lane> lanes_;
  std::unordered_map<std::string, Watched> watched_;
};

}  // namespace kontor::licensing

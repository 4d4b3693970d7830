#pragma once

#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "marketplace/repository/delegators.hpp"
#include "marketplace/repository/online_keys.hpp"
#include "marketplace/repository/published_state.hpp"
#include "marketplace/repository/target_folder.hpp"

namespace kontor::marketplace {

// What is to be judged by; lives as long as the call.
struct Standing {
  const PublishedState& state;
  const Delegators& delegators;
  const OnlineKeys& keys;
  const TargetFolder& targets;
  TimeMs now;
};

struct Accepted {
  std::vector<PublishedState::Submission> fresh = {};  // What is not published already.
  Delegators after;                                    // How delegations stand with it.
};

// Judges a set of signed roles as a client would that saw them all at once: root first, then
// targets, shards and vendors. Refused with the same errors as Repository::accept_all; also
// conflict (code "would-orphan") when a role that stays would no longer be believed.
Result<Accepted> judge(const Standing& standing, std::vector<PublishedState::Submission> set);

}  // namespace kontor::marketplace

#include "licensing/seats/lease_state.hpp"

#include <array>
#include <utility>

namespace kontor::licensing {

namespace {

constexpr std::array<std::pair<LeaseState, std::string_view>, 10> kStateNames{
    {{LeaseState::active, "active"},
     {LeaseState::suspect, "suspect"},
     {LeaseState::lingering, "lingering"},
     {LeaseState::borrowed, "borrowed"},
     {LeaseState::released, "released"},
     {LeaseState::expired, "expired"},
     {LeaseState::returned, "returned"},
     {LeaseState::borrow_expired, "borrow_expired"},
     {LeaseState::written_off, "written_off"},
     {LeaseState::revoked, "revoked"}}};

}  // namespace

std::string_view name_of(LeaseState state) {
  for (const auto& [known, name] : kStateNames) {
    if (known == state) return name;
  }
  return "expired";
}

LeaseState lease_state(std::string_view name) {
  for (const auto& [state, known] : kStateNames) {
    if (known == name) return state;
  }
  return LeaseState::expired;
}

}  // namespace kontor::licensing

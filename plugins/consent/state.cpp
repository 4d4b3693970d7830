#include "state.hpp"

#include <array>

namespace kontor::consent {
namespace {

struct Named {
  State state;
  std::string_view name;
  std::string_view dpv;
};

constexpr std::array<Named, 7> kStates{{{State::none, "none", "dpv:ConsentUnknown"},
                                        {State::requested, "requested", "dpv:ConsentRequested"},
                                        {State::given, "given", "dpv:ConsentGiven"},
                                        {State::refused, "refused", "dpv:ConsentRefused"},
                                        {State::renewed, "renewed", "dpv:RenewedConsentGiven"},
                                        {State::withdrawn, "withdrawn", "dpv:ConsentWithdrawn"},
                                        {State::expired, "expired", "dpv:ConsentExpired"}}};

}  // namespace

bool holds(State state) { return state == State::given || state == State::renewed; }

std::optional<State> after(State state, Step step) {
  switch (step) {
    case Step::request:
      if (holds(state)) return std::nullopt;
      return State::requested;
    case Step::give:
      return holds(state) ? State::renewed : State::given;
    case Step::refuse:
      if (state != State::none && state != State::requested) return std::nullopt;
      return State::refused;
    case Step::withdraw:
      if (state == State::withdrawn) return std::nullopt;
      return State::withdrawn;
    case Step::expire:
      if (!holds(state) && state != State::requested) return std::nullopt;
      return State::expired;
  }
  return std::nullopt;
}

std::string_view name_of(State state) {
  for (const Named& one : kStates) {
    if (one.state == state) return one.name;
  }
  return "none";
}

State state_named(std::string_view name) {
  for (const Named& one : kStates) {
    if (one.name == name) return one.state;
  }
  return State::none;
}

std::string_view dpv_status(State state) {
  for (const Named& one : kStates) {
    if (one.state == state) return one.dpv;
  }
  return "dpv:ConsentUnknown";
}

}  // namespace kontor::consent

#pragma once

#include <optional>
#include <string_view>

namespace kontor::consent {

// Where a person stands about one purpose (ISO/IEC TS 27560, 6.3.5; DPV's consent statuses).
enum class State { none, requested, given, refused, renewed, withdrawn, expired };
enum class Step { request, give, refuse, withdraw, expire };

// The state after a step, or nothing where the step is not one: only these lead anywhere, so
// nothing comes back to life without a new event of the person's own.
//   request   none, requested, refused, withdrawn, expired -> requested (not yet allowed; asked
//             again, too: the first mail may have been lost)
//   give      none, requested, refused, withdrawn, expired -> given; given, renewed -> renewed
//   refuse    none, requested -> refused
//   withdraw  every state but withdrawn -> withdrawn (of none: an objection)
//   expire    requested, given, renewed -> expired
std::optional<State> after(State state, Step step);

bool holds(State state);  // Given or renewed.

std::string_view name_of(State state);
State state_named(std::string_view name);  // "none" for what is not a state.
// The term of the Data Privacy Vocabulary: "dpv:ConsentGiven".
std::string_view dpv_status(State state);

}  // namespace kontor::consent

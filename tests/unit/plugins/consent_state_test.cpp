#include <gtest/gtest.h>

#include "plugins/consent/calendar.hpp"
#include "plugins/consent/state.hpp"

namespace kontor::consent {
namespace {

constexpr State kEvery[] = {State::none,    State::requested, State::given,  State::refused,
                            State::renewed, State::withdrawn, State::expired};

TEST(ConsentStateTest, NothingHoldsWithoutAStepOfGiving) {
  for (const State state : kEvery) {
    for (const Step step : {Step::request, Step::refuse, Step::withdraw, Step::expire}) {
      const auto next = after(state, step);
      EXPECT_FALSE(next && holds(*next)) << name_of(state);
    }
  }
}

TEST(ConsentStateTest, GivingAgainIsARenewalAndAfterAnEndANewConsent) {
  EXPECT_EQ(after(State::given, Step::give), State::renewed);
  EXPECT_EQ(after(State::renewed, Step::give), State::renewed);
  EXPECT_EQ(after(State::withdrawn, Step::give), State::given);
  EXPECT_EQ(after(State::expired, Step::give), State::given);
}

TEST(ConsentStateTest, WithdrawalIsPossibleFromEveryStateOnce) {
  for (const State state : kEvery) {
    EXPECT_EQ(after(state, Step::withdraw).has_value(), state != State::withdrawn);
  }
}

TEST(ConsentStateTest, WhatEndedDoesNotEndAgain) {
  for (const State state : {State::none, State::refused, State::withdrawn, State::expired}) {
    EXPECT_FALSE(after(state, Step::expire)) << name_of(state);
  }
  EXPECT_FALSE(after(State::given, Step::refuse));
  EXPECT_FALSE(after(State::given, Step::request));
}

TEST(ConsentStateTest, NamesAreReadBack) {
  for (const State state : kEvery) EXPECT_EQ(state_named(name_of(state)), state);
  EXPECT_EQ(state_named("granted for ever"), State::none);
}

TEST(ConsentCalendarTest, AnswersAreDueAMonthLaterOnAWorkingDay) {
  const auto due = [](const char* received, bool extended) {
    return to_text(answer_by(*day_of(received), extended));
  };
  EXPECT_EQ(due("2026-11-23", false), "2026-12-23");
  EXPECT_EQ(due("2026-01-30", false), "2026-03-02") << "28 February is a Saturday";
  EXPECT_EQ(due("2028-01-31", false), "2028-02-29") << "a leap year";
  EXPECT_EQ(due("2026-11-23", true), "2027-02-23");
  EXPECT_FALSE(day_of("2026-02-30"));
  EXPECT_FALSE(day_of("yesterday"));
}

}  // namespace
}  // namespace kontor::consent

#include "base/cli/called_as.hpp"

#include <gtest/gtest.h>

namespace kontor::cli {
namespace {

TEST(CalledAs, IsTheProgramsOwnNameOrTheWordsItWasCalledBy) {
  const char* const by_path[] = {"/usr/lib/kontor/kontor-report", nullptr};
  const char* const by_name[] = {"kontor-host", nullptr};
  const char* const by_words[] = {"kontor report", nullptr};
  const char* const nothing[] = {nullptr};

  EXPECT_EQ(called_as(by_path), "kontor-report");
  EXPECT_EQ(called_as(by_name), "kontor-host");
  EXPECT_EQ(called_as(by_words), "kontor report");
  EXPECT_EQ(called_as(nothing), "");
}

}  // namespace
}  // namespace kontor::cli

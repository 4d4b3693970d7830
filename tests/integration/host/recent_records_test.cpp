#include "host/app/recent_records.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace kontor::host {
namespace {

class RecentRecordsTest : public ::testing::Test {
 protected:
  static Record person(const std::string& id, const std::string& name = "Anna") {
    Record record;
    record.id = id;
    record.entity = "person";
    record.fields = {{"name", name}};
    record.owners_above = {"somebody"};
    return record;
  }
  bool knows(const std::string& id) const {
    return recent_.find("person", id, catalogue_).has_value();
  }

  testing::FakeClock clock_;
  RecentRecords recent_{clock_};
  std::shared_ptr<const Catalogue> catalogue_ = std::make_shared<const Catalogue>();
};

TEST_F(RecentRecordsTest, RememberARecordForAMinuteUnderTheSameDefinitions) {
  recent_.keep(person("a"), catalogue_);

  const auto found = recent_.find("person", "a", catalogue_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->fields["name"], "Anna");
  EXPECT_TRUE(found->owners_above.empty()) << "what it hangs on may have changed since";
  EXPECT_FALSE(recent_.find("deal", "a", catalogue_));
  EXPECT_FALSE(recent_.find("person", "a", std::make_shared<const Catalogue>()));
  clock_.advance(61'000);
  EXPECT_FALSE(knows("a"));
}

TEST_F(RecentRecordsTest, ForgetWhatIsErasedAndWhatIsLong) {
  recent_.keep(person("a"), catalogue_);
  recent_.keep(person("b"), catalogue_);

  recent_.forget("a");
  recent_.keep(person("b", std::string(5000, 'x')), catalogue_);

  EXPECT_FALSE(knows("a"));
  EXPECT_FALSE(knows("b"));
}

TEST_F(RecentRecordsTest, KeepNoMoreThanAThousand) {
  for (int i = 0; i < 2500; ++i) recent_.keep(person(std::to_string(i)), catalogue_);

  int known = 0;
  for (int i = 0; i < 2500; ++i) known += knows(std::to_string(i)) ? 1 : 0;
  EXPECT_LE(known, 1000);
  EXPECT_TRUE(knows("2499"));
}

}  // namespace
}  // namespace kontor::host

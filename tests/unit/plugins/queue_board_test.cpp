// The live view of queues: who waits, who serves.
#include "plugins/telephony/queue_board.hpp"
#include "plugins/telephony/live_page.hpp"
#include "tests/unit/plugins/call_tracker_fixture.hpp"

namespace kontor::telephony {
namespace {

using QueueFields = std::vector<std::pair<std::string, std::string>>;

class QueueBoardTest : public testing::Test {
 protected:
  void tell(QueueFields fields) { board.take(message(fields), now_ms); }
  void caller(const char* event, const std::string& id, const QueueFields& more = {}) {
    QueueFields fields = {
        {"Event", event}, {"Queue", "sales"}, {"Uniqueid", id}, {"CallerIDNum", "+46701234567"}};
    fields.insert(fields.end(), more.begin(), more.end());
    tell(std::move(fields));
  }
  void member(const char* event, const std::string& extension, const char* status,
              const char* paused = "0") {
    tell({{"Event", event},
          {"Queue", "sales"},
          {"Interface", "PJSIP/" + extension},
          {"Status", status},
          {"Paused", paused}});
  }
  QueueView sales() const {
    for (const QueueView& one : board.view()) {
      if (one.name == "sales") return one;
    }
    return {};
  }

  QueueBoard board;
  std::int64_t now_ms = 1'000'000;
};

TEST_F(QueueBoardTest, KnowsWhoWaitsSinceWhenAndWhoServes) {
  caller("QueueCallerJoin", "1");
  now_ms += 5'000;
  caller("QueueCallerJoin", "2");
  member("QueueMemberAdded", "101", "1");
  member("QueueMemberAdded", "102", "1");
  member("QueueMemberStatus", "102", "6");
  member("QueueMemberPause", "103", "1", "1");
  member("QueueMemberAdded", "104", "5");

  EXPECT_EQ(sales().waiting.size(), 2U);
  EXPECT_EQ(sales().waiting.at(0).since_ms, 1'000'000) << "who came first, first";
  EXPECT_EQ(sales().free, 1);
  EXPECT_EQ(sales().busy, 1);
  EXPECT_EQ(sales().paused, 1);
  EXPECT_EQ(sales().away, 1);
  caller("QueueCallerLeave", "1");
  caller("AgentComplete", "1");
  caller("QueueCallerAbandon", "2");
  caller("QueueCallerLeave", "2");
  member("QueueMemberRemoved", "102", "1");
  EXPECT_TRUE(sales().waiting.empty());
  EXPECT_EQ(sales().answered, 1);
  EXPECT_EQ(sales().abandoned, 1);
  EXPECT_EQ(sales().busy, 0);
}

TEST_F(QueueBoardTest, IsToldAnewAfterAReconnectAndBelievesNoListOlderThanTheNews) {
  caller("QueueCallerJoin", "1");
  member("QueueMemberAdded", "101", "2");

  board.begin_sync();
  EXPECT_TRUE(board.view().empty());
  tell({{"Event", "Hangup"}, {"Uniqueid", "2"}});
  tell({{"Event", "QueueParams"}, {"Queue", "sales"}, {"Completed", "7"}, {"Abandoned", "3"}});
  tell({{"Event", "QueueMember"}, {"Queue", "sales"}, {"Location", "PJSIP/101"}, {"Status", "1"}});
  caller("QueueEntry", "2", {{"Wait", "9"}});
  caller("QueueEntry", "3", {{"Wait", "42"}});
  tell({{"Event", "QueueStatusComplete"}});

  ASSERT_EQ(sales().waiting.size(), 1U) << "2 hung up while the list came";
  EXPECT_EQ(sales().waiting[0].since_ms, now_ms - 42'000);
  EXPECT_EQ(sales().answered, 7);
  EXPECT_EQ(sales().free, 1);
}

TEST_F(QueueBoardTest, ReadsTheMembersOfARealExchange) {
  for (const AmiMessage& event : recording("atxfer.txt")) board.take(event, now_ms);

  const auto views = board.view();
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views[0].name, "support");
  EXPECT_EQ(views[0].free + views[0].busy + views[0].paused + views[0].away, 2);
}

TEST_F(QueueBoardTest, AFloodStaysWithinLimits) {
  for (std::size_t i = 0; i < QueueBoard::kWaitingMax + 100; ++i) {
    caller("QueueCallerJoin", "f" + std::to_string(i));
  }
  for (std::size_t i = 0; i < QueueBoard::kQueuesMax + 100; ++i) {
    tell({{"Event", "QueueParams"}, {"Queue", "q" + std::to_string(i)}});
  }

  EXPECT_EQ(sales().waiting.size(), QueueBoard::kWaitingMax);
  EXPECT_EQ(board.view().size(), QueueBoard::kQueuesMax);
}

TEST_F(QueueBoardTest, ThePageShowsANumberInFullToWhoseTelephoneItIsAtOnly) {
  caller("QueueCallerJoin", "1");
  const Call call{.id = "1",
                  .number = "+46701234567",
                  .extension = "101",
                  .direction = "in",
                  .started_ms = now_ms - 65'000};
  const auto cells = [&](const std::string& own) {
    std::string text;
    for (const auto& block : live_page(board.view(), {call}, own, "en", now_ms).blocks) {
      for (const auto& row : block.rows) {
        for (const auto& cell : row) text += cell + "|";
      }
    }
    return text;
  };

  EXPECT_NE(cells("101").find("+46701234567|in|101|rings|1:05|"), std::string::npos)
      << cells("101");
  EXPECT_EQ(cells("102").find("+46701234567"), std::string::npos) << cells("102");
  EXPECT_NE(cells("102").find("+46…67|in|101|"), std::string::npos) << cells("102");
  EXPECT_EQ(live_page({}, {}, "", "sv", now_ms).blocks.at(0).text, "Ingen ringer just nu.");
  EXPECT_EQ(live_page({}, {}, "", "sv", now_ms).blocks.size(), 1U) << "who has no telephone";
  EXPECT_EQ(live_page({}, {}, "101", "sv", now_ms).blocks.at(1).action, "telephony.dial");
}

}  // namespace
}  // namespace kontor::telephony

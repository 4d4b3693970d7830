#include <gtest/gtest.h>

#include "marketplace/server/dns_resolver.hpp"
#include "tests/integration/marketplace/name_server.hpp"

namespace kontor::marketplace {
namespace {

using testing::NameServer;
using Query = NameServer::Query;
using Texts = std::vector<std::string>;

constexpr const char* kName = "_kontor-challenge.acme.example";

Result<Texts> ask(const NameServer& server) {
  return DnsResolver::create(server.address()).value().texts(kName);
}

TEST(DnsResolverTest, GivesTheTextsOfTheNameWithTheirPiecesJoined) {
  const NameServer server([](const Query& query) {
    EXPECT_EQ(query.name, kName);
    return Texts{NameServer::message(
        query, {{NameServer::kTxt, NameServer::pieces({"kontor-", "challenge=abc"})},
                {NameServer::kTxt, NameServer::pieces({"another text"})}})};
  });

  const auto texts = ask(server);

  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(*texts, (Texts{"kontor-challenge=abc", "another text"}));
}

TEST(DnsResolverTest, ANameThatIsNotThereHasNoTexts) {
  const NameServer server([](const Query& query) {
    return Texts{NameServer::message(query, {}, NameServer::kNoSuchName)};
  });

  const auto texts = ask(server);

  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_TRUE(texts->empty());
}

TEST(DnsResolverTest, AnAnswerTooLongForADatagramIsFetchedOverTcp) {
  const std::string many(200, 'x');
  const NameServer server([&](const Query& query) {
    if (!query.over_tcp)
      return Texts{NameServer::message(query, {}, NameServer::kNoError, /*cut_short=*/true)};
    std::vector<NameServer::Record> records(20, {NameServer::kTxt, NameServer::pieces({many})});
    return Texts{NameServer::message(query, records)};
  });

  const auto texts = ask(server);

  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(*texts, Texts(20, many));
}

TEST(DnsResolverTest, AnAnswerToAnotherQuestionIsNotBelieved) {
  const NameServer server([](const Query& query) {
    Query forged = query;
    forged.bytes[0] = static_cast<char>(forged.bytes[0] ^ 0x55);  // Its number.
    const auto text = [](const std::string& word) {
      return NameServer::Record{NameServer::kTxt, NameServer::pieces({word})};
    };
    return Texts{NameServer::message(forged, {text("forged")}),
                 NameServer::message(query, {text("true")})};
  });

  const auto texts = ask(server);

  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(*texts, Texts{"true"});
}

TEST(DnsResolverTest, RecordsThatReachBeyondTheMessageAreRefused) {
  const NameServer server([](const Query& query) {
    std::string answer =
        NameServer::message(query, {{NameServer::kTxt, NameServer::pieces({"abc"})}});
    answer[answer.size() - 5] = 40;  // The length of the record's data.
    return Texts{answer};
  });

  const auto texts = ask(server);

  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, ErrorCode::untrusted) << texts.error().message;
}

TEST(DnsResolverTest, AServerThatFailsOrIsAwayIsUnavailable) {
  std::string away;
  {
    const NameServer server([](const Query& query) {
      return Texts{NameServer::message(query, {}, NameServer::kServerFailure)};
    });
    away = server.address();
    const auto texts = ask(server);
    ASSERT_FALSE(texts);
    EXPECT_EQ(texts.error().code, ErrorCode::unavailable);
  }

  const auto texts = DnsResolver::create(away).value().texts(kName);

  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, ErrorCode::unavailable);
}

TEST(DnsResolverTest, AnAddressOfAnotherFormIsRefused) {
  for (const char* wrong : {"127.0.0.1", "ns.example:53", "127.0.0.1:0", "127.0.0.1:99999", ":53"})
    EXPECT_FALSE(DnsResolver::create(wrong)) << wrong;
}

}  // namespace
}  // namespace kontor::marketplace

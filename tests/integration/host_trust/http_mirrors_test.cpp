#include "base/core/files.hpp"
#include "tests/integration/host_trust/trust_fixture.hpp"
#include "tests/support/web_server.hpp"

namespace kontor::host {
namespace {

using testing::WebServer;

// Mirrors as they are run: plain web servers with a copy of the market's files below a prefix.
class HttpMirrorsTest : public TrustTest {
 protected:
  std::filesystem::path copy_of_site(const std::string& name) {
    const auto copy = place / name;
    std::filesystem::copy(site->folder(), copy, std::filesystem::copy_options::recursive);
    return copy;
  }
  static std::unique_ptr<WebServer> serve(const std::filesystem::path& folder) {
    return std::make_unique<WebServer>([folder](int socket, const std::string& target) {
      const std::string prefix = "/kontor/";
      const auto bytes = target.starts_with(prefix)
                             ? read_file(folder / target.substr(prefix.size()), 1 << 26)
                             : Result<std::string>(Error{ErrorCode::not_found, ""});
      WebServer::send(socket, bytes ? WebServer::ok(*bytes) : WebServer::not_found());
    });
  }
  static std::unique_ptr<WebServer> say(const std::string& answer) {
    return std::make_unique<WebServer>(
        [answer](int socket, const std::string&) { WebServer::send(socket, answer); });
  }
  void use(const std::vector<std::string>& mirrors) {
    urls = mirrors;
    restart_host();
  }
};

TEST_F(HttpMirrorsTest, TheNextOneIsAskedWhereOneIsAwayOrStaleOrSpeaksNonsense) {
  release("1.0.0");
  const auto stale = serve(copy_of_site("stale"));
  release("2.0.0");
  ASSERT_TRUE(market->refresh());
  const auto good = serve(copy_of_site("good"));
  const auto broken = say("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
  std::string away;
  {
    const WebServer gone([](int, const std::string&) {});
    away = gone.url();
  }

  use({away + "/kontor", broken->url() + "/kontor", stale->url() + "/kontor",
       good->url() + "/kontor/"});

  const Status refreshed = market->refresh();
  ASSERT_TRUE(refreshed) << refreshed.error().message;
  EXPECT_EQ(market->find(kSteady, "")->version, "2.0.0");
  const auto installed = install_release("2.0.0");
  EXPECT_TRUE(installed) << installed.error().message;
}

TEST_F(HttpMirrorsTest, OneThatSendsTheClientElsewhereIsNotFollowed) {
  release("1.0.0");
  const auto good = serve(copy_of_site("good"));
  const auto elsewhere = say("HTTP/1.1 302 Found\r\nLocation: " + good->url() +
                             "/kontor/tuf/timestamp.json\r\nContent-Length: 0\r\n\r\n");

  use({elsewhere->url() + "/kontor"});

  EXPECT_FALSE(market->refresh());
  EXPECT_TRUE(good->take_requests().empty());
}

TEST_F(HttpMirrorsTest, APackageIsTakenWhereItsBytesAreRight) {
  release("1.0.0");
  const auto bad_copy = copy_of_site("bad");
  const auto bad = serve(bad_copy), good = serve(copy_of_site("good"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bad_copy / "tuf/targets"))
    if (entry.path().extension() == ".kpkg") {
      std::string bytes = read_file(entry.path(), 1 << 26).value();
      bytes[bytes.size() / 2] ^= 1;
      ASSERT_TRUE(write_file(entry.path(), bytes));
    }

  use({bad->url() + "/kontor"});
  const auto refused = install_release();
  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "hash_mismatch") << refused.error().message;

  use({bad->url() + "/kontor", good->url() + "/kontor"});
  const auto installed = install_release();
  EXPECT_TRUE(installed) << installed.error().message;
}

}  // namespace
}  // namespace kontor::host

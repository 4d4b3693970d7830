#pragma once

#include <cstdlib>

#include "base/http/server.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/seats/endpoints.hpp"
#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {

// A ledger behind a real socket and a host that holds seats there, each with its own folder
// and the same clock, which stands still.
class RemoteFixture : public LedgerFixture {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "kontor-remote-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    add_seat_endpoints(router_, *ledger_, {.administrator = anybody(), .member = anybody()});
    ledger_answers();
    document_ = maker_.document(SeatModel::concurrent, 2);
    ASSERT_TRUE(ledger_->install_document(document_));
    host_ = open_host("host");
    ASSERT_TRUE(host_->install_document(document_));
  }
  void TearDown() override {
    host_.reset();
    ledger_is_away();
    std::filesystem::remove_all(folder_);
  }

  static http::Auth anybody() {
    return http::Auth("bearer",
                      [](const http::Request&) -> Result<std::any> { return std::any(); });
  }
  void ledger_answers() {
    server_ = std::move(http::Server::start(router_, {.port = port_, .threads = 8}).value());
    port_ = server_->port();
  }
  void ledger_is_away() {
    if (server_) server_->stop(1000);
    server_.reset();
  }
  std::unique_ptr<RemoteSeats> open_host(const std::string& name) {
    auto opened = RemoteSeats::open(
        {.origin = "http://127.0.0.1:" + std::to_string(port_),
         .authorization = "Bearer host",
         .folder = folder_ / name},
        {.clock = clock_, .random = random_, .keys = maker_.trusted(), .machine = folder_});
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  void restart_host() {
    host_.reset();
    host_ = open_host("host");
  }
  Result<Lease> sit(const std::string& who) {
    return host_->claim("kontor.sms", who, "user:" + who);
  }
  std::string why() { return host_->standing("kontor.sms").why; }
  Standing rung() { return host_->standing("kontor.sms").step.standing; }
  // Time in which the heartbeat beats.
  void pass(std::int64_t duration_ms) {
    for (; duration_ms > 0; duration_ms -= 30'000) {
      clock_.advance(30'000);
      host_->beat();
      ASSERT_TRUE(ledger_->expire());
    }
  }

  std::filesystem::path folder_;
  std::string document_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RemoteSeats> host_;
};

}  // namespace kontor::licensing

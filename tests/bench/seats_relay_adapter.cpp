// The ledger under the simplest claim API there is, so that foreign load tools can drive it:
//   PUT    /v1/nodes/{fingerprint}   201 claimed, 202 extended, 409 no seat
//   DELETE /v1/nodes/{fingerprint}   204, 404
// A program of the benchmarks; never installed. Nobody is asked who they are: loopback only.

#include <malloc.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "base/core/log.hpp"
#include "base/core/random.hpp"
#include "base/http/server.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::bench {
namespace {

using licensing::Lease;
using licensing::LeaseStep;
using licensing::SeatLedger;

constexpr int kConnectionsMax = 512;
constexpr int kExpireEveryMs = 2000;

// Which lease a node sits on: what a client of the full protocol would remember itself.
class Nodes {
 public:
  std::optional<LeaseStep> find(const std::string& fingerprint) const {
    const std::shared_lock lock(mutex_);
    const auto found = steps_.find(fingerprint);
    if (found == steps_.end()) return std::nullopt;
    return found->second;
  }
  void keep(const std::string& fingerprint, const LeaseStep& step) {
    const std::unique_lock lock(mutex_);
    steps_.insert_or_assign(fingerprint, step);
  }
  void forget(const std::string& fingerprint) {
    const std::unique_lock lock(mutex_);
    steps_.erase(fingerprint);
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, LeaseStep> steps_;
};

class RelayApi {
 public:
  RelayApi(SeatLedger& ledger, std::string license_id, IdSource& ids)
      : ledger_(ledger), license_id_(std::move(license_id)), ids_(ids) {}

  void put(const http::Request& request, const http::Reply& reply) {
    const std::string& node = request.path.at("fingerprint");
    auto step = nodes_.find(node);
    if (!step) return claim(node, reply);
    ++step->sequence;
    ledger_.begin_renew(*step, [this, node, reply](const Result<Lease>& renewed) {
      if (renewed) {
        nodes_.keep(node, renewed->step);
        return answer(reply, 202);
      }
      nodes_.forget(node);
      reply(http::Cost::may_block, [this, node] { return claim_slowly(wish_of(node)); });
    });
  }

  void remove(const http::Request& request, const http::Reply& reply) {
    const std::string& node = request.path.at("fingerprint");
    const auto step = nodes_.find(node);
    if (!step) {
      const Error unknown{ErrorCode::not_found, "that node holds no seat"};
      return reply(http::Cost::brief, [unknown] { return unknown; });
    }
    nodes_.forget(node);
    ledger_.begin_release(*step, [reply](const Status& released) {
      if (released) return answer(reply, 204);
      reply(http::Cost::brief, [error = released.error()] { return error; });
    });
  }

 private:
  static void answer(const http::Reply& reply, int status) {
    reply(http::Cost::brief,
          [status]() -> Result<http::Response> { return http::Response{.status = status}; });
  }

  licensing::Claim wish_of(const std::string& node) {
    return {.license_id = license_id_,
            .subject = node,
            .session = node,
            .idempotency_key = ids_.next()};
  }

  void claim(const std::string& node, const http::Reply& reply) {
    const licensing::Claim wish = wish_of(node);
    ledger_.begin_claim(wish, [this, wish, reply](const Result<std::optional<Lease>>& lease) {
      if (lease && *lease) {
        nodes_.keep(wish.session, (*lease)->step);
        return answer(reply, 201);
      }
      reply(http::Cost::may_block, [this, wish] { return claim_slowly(wish); });
    });
  }

  Result<http::Response> claim_slowly(const licensing::Claim& wish) {
    const Lease lease = TRY(ledger_.claim(wish));
    nodes_.keep(wish.session, lease.step);
    return http::Response{.status = 201};
  }

  SeatLedger& ledger_;
  std::string license_id_;
  IdSource& ids_;
  Nodes nodes_;
};

void add_routes(http::Router& router, RelayApi& api) {
  const auto open = http::Auth::anonymous("a benchmark on loopback");
  router.add({.method = "PUT",
              .path = "/v1/nodes/{fingerprint}",
              .auth = open,
              .summary = "Claim a seat for a node, or extend it.",
              .query_names = {"*"},
              .deferred = [&api](const http::Request& request, const http::Reply& reply) {
                api.put(request, reply);
              }});
  router.add({.method = "DELETE",
              .path = "/v1/nodes/{fingerprint}",
              .auth = open,
              .summary = "Release the seat of a node.",
              .deferred = [&api](const http::Request& request, const http::Reply& reply) {
                api.remove(request, reply);
              }});
}

// Expires what was left, until somebody ends the program.
void serve_until_ended(SeatLedger& ledger, int signals) {
  pollfd entry{signals, POLLIN, 0};
  while (::poll(&entry, 1, kExpireEveryMs) == 0) {
    if (const auto freed = ledger.expire(); !freed) {
      log::warning("expiry failed", {{"reason", freed.error().message}});
    }
  }
}

Status run(const std::string& database_url, std::int64_t seats, std::uint16_t port) {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  const int signals = signalfd(-1, &ending, SFD_CLOEXEC);

  const SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  const testing::LicenseMaker maker;
  const auto database = TRY(db::Database::open(database_url));
  const auto ledger =
      TRY(SeatLedger::open(*database, clock, random, maker.authority_key, maker.trusted()));
  const auto license =
      TRY(ledger->install_document(maker.document(licensing::SeatModel::concurrent, seats)));
  RelayApi api(*ledger, license.license_id, ids);
  http::Router router;
  add_routes(router, api);
  const auto server = TRY(http::Server::start(
      router, {.port = port, .threads = kConnectionsMax, .idle_timeout_ms = 600'000}));
  std::cout << "listening on 127.0.0.1:" << server->port() << std::endl;
  serve_until_ended(*ledger, signals);
  server->stop();
  ::close(signals);
  return ok();
}

}  // namespace
}  // namespace kontor::bench

int main(int count, char** arguments) {
  // As kontor-seats has its heaps.
  mallopt(M_ARENA_MAX, 4);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  mallopt(M_TOP_PAD, 1 << 18);
  CLI::App app("The seat ledger under PUT and DELETE /v1/nodes/{fingerprint}, for load tools.");
  std::string database = "sqlite:seats-relay.db";
  std::int64_t seats = 100;
  std::uint16_t port = 0;
  app.add_option("--database", database, "sqlite:FILE or postgresql://…")->capture_default_str();
  app.add_option("--seats", seats, "Seats of the one licence")->capture_default_str();
  app.add_option("--port", port, "0: the system chooses")->capture_default_str();
  CLI11_PARSE(app, count, arguments);
  kontor::log::set_level(kontor::log::Level::warning);
  const auto ended = kontor::bench::run(database, seats, port);
  if (ended) return 0;
  std::cerr << "seats_relay_adapter: " << ended.error().message << '\n';
  return 1;
}

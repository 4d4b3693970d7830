// kontor-demo-pbx: a telephone exchange to try the telephony plugin with. Speaks AMI on
// --port; calls are made by HTTP on --control-port or by lines on standard input, and, once
// POST /simulation asked for it, by themselves.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include "base/core/log.hpp"
#include "base/http/server.hpp"
#include "tests/support/ami_server.hpp"
#include "tests/support/demo_calls.hpp"

namespace {

using kontor::Json;
using kontor::Result;
using kontor::http::Request;
using kontor::http::Response;

constexpr int kClockSkipMaxS = 366 * 86400;

void add_routes(kontor::http::Router& router, kontor::testing::AmiServer& exchange,
                kontor::testing::DemoCalls& calls) {
  const auto open = kontor::http::Auth::anonymous("a toy on loopback");
  router.add(
      {.method = "POST",
       .path = "/calls",
       .auth = open,
       .handler = [&exchange](const Request& request) -> Result<Response> {
         const std::string id =
             exchange.ring(request.document["number"], request.document.value("extension", "101"));
         return Response::json({{"call_id", id}}, 201);
       },
       .summary = "A number from outside rings at an extension.",
       .body_schema = {
           {"type", "object"},
           {"required", {"number"}},
           {"properties", {{"number", {{"type", "string"}}}, {"extension", {{"type", "string"}}}}},
           {"additionalProperties", false}}});
  router.add({.method = "POST",
              .path = "/calls/{id}/answer",
              .auth = open,
              .handler = [&exchange](const Request& request) -> Result<Response> {
                exchange.answer(request.path.at("id"));
                return Response::no_content();
              },
              .summary = "The extension picks up."});
  router.add({.method = "DELETE",
              .path = "/calls/{id}",
              .auth = open,
              .handler = [&exchange](const Request& request) -> Result<Response> {
                exchange.hang_up(request.path.at("id"));
                return Response::no_content();
              },
              .summary = "Both sides hang up."});
  router.add(
      {.method = "POST",
       .path = "/simulation",
       .auth = open,
       .handler = [&calls](const Request& request) -> Result<Response> {
         calls.start(request.document["numbers"], request.document["extensions"],
                     request.document.value("every_s", 20));
         return Response::no_content();
       },
       .summary = "From now on numbers ring by themselves.",
       .body_schema = {{"type", "object"},
                       {"required", {"numbers", "extensions"}},
                       {"properties",
                        {{"numbers", {{"type", "array"}, {"items", {{"type", "string"}}}}},
                         {"extensions", {{"type", "array"}, {"items", {{"type", "string"}}}}},
                         {"every_s", {{"type", "integer"}, {"minimum", 1}}}}},
                       {"additionalProperties", false}}});
  router.add({.method = "DELETE",
              .path = "/simulation",
              .auth = open,
              .handler = [&calls](const Request&) -> Result<Response> {
                calls.stop();
                return Response::no_content();
              },
              .summary = "Nothing rings by itself any more."});
  router.add(
      {.method = "POST",
       .path = "/clock",
       .auth = open,
       .handler = [&exchange](const Request& request) -> Result<Response> {
         exchange.skip_time(request.document["skip_s"].get<int>());
         return Response::no_content();
       },
       .summary = "The exchange's clock, which stamps its events, goes on or back by this.",
       .body_schema = {
           {"type", "object"},
           {"required", {"skip_s"}},
           {"properties",
            {{"skip_s",
              {{"type", "integer"}, {"minimum", -kClockSkipMaxS}, {"maximum", kClockSkipMaxS}}}}},
           {"additionalProperties", false}}});
  kontor::http::add_operational_routes(router, "Demo exchange", [] { return kontor::ok(); });
}

// "ring NUMBER [EXTENSION]", "answer ID", "hangup ID".
void obey(kontor::testing::AmiServer& exchange, const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string first;
  std::string second;
  words >> verb >> first >> second;
  if (verb == "ring") {
    std::cout << exchange.ring(first, second.empty() ? "101" : second) << std::endl;
  } else if (verb == "answer") {
    exchange.answer(first);
  } else if (verb == "hangup") {
    exchange.hang_up(first);
  }
}

void read_commands(kontor::testing::AmiServer& exchange) {
  for (std::string line; std::getline(std::cin, line);) obey(exchange, line);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A telephone exchange for demos and tests (user pbx, secret pbx)");
  std::uint16_t port = 5038;
  std::uint16_t control_port = 0;
  std::vector<std::string> numbers;
  app.add_option("--port", port, "AMI port; 0: the system chooses");
  app.add_option("--control-port", control_port, "HTTP port for making calls; 0: the system's");
  app.add_option("--ring", numbers, "Numbers that ring at extension 101 at once");
  CLI11_PARSE(app, argc, argv);

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  kontor::log::set_level(kontor::log::Level::warning);
  kontor::testing::AmiServer exchange(port);
  kontor::http::Router router;
  kontor::testing::DemoCalls calls(exchange);
  add_routes(router, exchange, calls);
  auto control = kontor::http::Server::start(router, {.port = control_port, .threads = 4});
  if (!control) {
    std::cerr << control.error().message << "\n";
    return 1;
  }
  std::cout << Json({{"ami_port", exchange.port()}, {"control_port", (*control)->port()}}).dump()
            << std::endl;
  for (const std::string& number : numbers) exchange.ring(number, "101");

  std::thread commands([&exchange] { read_commands(exchange); });
  commands.detach();  // Waits on standard input, which nothing ends but the process.
  int signal = 0;
  sigwait(&signals, &signal);
  (*control)->stop(500);
  std::cout.flush();
  std::_Exit(0);
}

#include "tests/support/kannel.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace kontor::testing {
namespace {

constexpr char kConfiguration[] = R"(group = core
admin-port = %u
admin-password = kannel-test
admin-interface = "127.0.0.1"
smsbox-port = %u
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"

group = smsc
smsc = fake
smsc-id = FAKE
port = %u
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %u
sendsms-interface = "127.0.0.1"

group = sendsms-user
username = kontor
password = kannel-test
max-messages = 10
concatenation = true

group = sms-service
keyword = default
%s
)";

bool says(const Program& program, const char* text) {
  return program.output().find(text) != std::string::npos;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "Kannel: %s\n", what);
  std::abort();
}

}  // namespace

// Below those the system gives to connections (32768 and above): one of them could take the port
// between this look and Kannel's start, or while Kannel is down.
std::uint16_t free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> ports(20'000, 32'000);
  for (int tries = 100; tries > 0; --tries) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto port = static_cast<std::uint16_t>(ports(random));
    address.sin_port = htons(port);
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int bound = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::close(descriptor);
    if (bound == 0) return port;
  }
  throw std::runtime_error("no free port");
}

Kannel::Kannel(std::filesystem::path folder, const std::string& incoming)
    : folder_(std::move(folder)),
      admin_port_(free_port()),
      smsbox_port_(free_port()),
      smsc_port_(free_port()),
      http_port_(free_port()) {
  const std::string service =
      incoming.empty() ? "text = \"No service\""
                       : "catch-all = true\nmax-messages = 0\nget-url = \"" + incoming + "\"";
  char text[3000];
  std::snprintf(text, sizeof text, kConfiguration, admin_port_, smsbox_port_, smsc_port_,
                http_port_, service.c_str());
  configuration_ = (folder_ / "kannel.conf").string();
  std::ofstream(configuration_) << text;
  start();
}

void Kannel::start() {
  // What it said when it ran before is not what it says now.
  for (const char* log : {"bearerbox.log", "smsbox.log"}) std::filesystem::remove(folder_ / log);
  bearerbox_ = std::make_unique<Program>(
      "/usr/sbin/bearerbox", Arguments{"-v", "0", configuration_}, folder_ / "bearerbox.log");
  require(eventually([this] { return says(*bearerbox_, "entering mainloop"); }), "no bearerbox");
  smsbox_ = std::make_unique<Program>("/usr/sbin/smsbox", Arguments{"-v", "0", configuration_},
                                      folder_ / "smsbox.log");
  require(eventually([this] { return says(*bearerbox_, "Client connected"); }), "no smsbox");
  start_smsc("0", "0 0 text none");
}

void Kannel::start_smsc(const std::string& count, const std::string& message) {
  smsc_ = std::make_unique<Program>(
      "/usr/lib/kannel/test/fakesmsc",
      Arguments{"-H", "127.0.0.1", "-r", std::to_string(smsc_port_), "-m", count, message},
      folder_ / "fakesmsc.log");
  require(eventually([this] { return says(*bearerbox_, "Fakesmsc client connected"); }),
          "no fake SMSC");
}

void Kannel::speak(const std::string& from, const std::string& text) {
  smsc_->stop();
  start_smsc("1", from + " 72500 text " + text);
}

std::string Kannel::url() const {
  return "http://127.0.0.1:" + std::to_string(http_port_) + "/cgi-bin/sendsms";
}

std::vector<std::string> Kannel::delivered() const {
  std::vector<std::string> lines;
  std::istringstream log(smsc_->output());
  for (std::string line; std::getline(log, line);) {
    if (line.find("Got message") != std::string::npos) lines.push_back(line);
  }
  return lines;
}

void Kannel::stop() {
  smsc_->stop();
  smsbox_->stop();
  bearerbox_->stop();
}

}  // namespace kontor::testing

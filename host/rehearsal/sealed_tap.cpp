#include "host/rehearsal/sealed_tap.hpp"

#include <sys/socket.h>

#include <array>
#include <kontor/op/http_fetch.hpp>
#include <kontor/op/mail_send.hpp>
#include <kontor/op/net_connect.hpp>
#include <kontor/op/secret_get.hpp>

#include "host/plugins/plugin_instance.hpp"
#include "host/plugins/plugin_rights.hpp"

namespace kontor::host {
namespace {

using runtime::HostAnswer;
using runtime::HostCall;

template <typename Operation>
Result<typename Operation::Request> decoded(const HostCall& call) {
  const Json json = TRY(parse_json(call.request, {.bytes_max = std::size_t{16} << 20}));
  std::string problem;
  auto request = op::decode<typename Operation::Request>(json, problem);
  if (request) return std::move(*request);
  return Error{ErrorCode::invalid_argument, std::string(Operation::name) + ": " + problem};
}

template <typename Response>
HostAnswer text_of_answer(const Result<Response>& response) {
  if (!response) return {response.error()};
  return {to_text(op::encode(*response))};
}

Result<op::HttpFetchResponse> fetch(const PluginInstance& plugin, const HostCall& call) {
  TRY(require_operation(plugin.manifest(), "http.fetch"));
  const auto request = TRY(decoded<op::HttpFetch>(call));
  const Destination to = TRY(destination_of(request.url));
  TRY(require_egress(plugin.manifest(), plugin.settings(), to.host, to.port));
  op::HttpFetchResponse answer;
  answer.status = 200;
  answer.headers["content-type"] = "application/json";
  answer.body = "{}";
  return answer;
}

Result<op::MailSendResponse> send_mail(const PluginInstance& plugin, const HostCall& call) {
  TRY(require_operation(plugin.manifest(), "mail.send"));
  TRY(decoded<op::MailSend>(call));
  op::MailSendResponse answer;
  answer.id = "rehearsal";
  return answer;
}

Result<op::SecretGetResponse> give_no_secret(const PluginInstance& plugin, const HostCall& call) {
  const auto request = TRY(decoded<op::SecretGet>(call));
  TRY(require_secret(plugin.manifest(), request.name));
  return op::SecretGetResponse{};
}

}  // namespace

// Known to the tap as long as it lives, so that it can be asked what it uses.
class SealedTap::Watched final : public runtime::PluginProcess {
 public:
  Watched(SealedTap& tap, std::unique_ptr<runtime::PluginProcess> process)
      : tap_(tap), process_(std::move(process)) {
    const std::lock_guard lock(tap_.mutex_);
    tap_.alive_.push_back(process_.get());
  }
  ~Watched() override {
    const std::lock_guard lock(tap_.mutex_);
    std::erase(tap_.alive_, process_.get());
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  Result<std::string> call(std::string_view operation, std::string_view request,
                           int deadline_ms) override {
    return process_->call(operation, request, deadline_ms);
  }
  void stop(int grace_ms) override {
    tap_.look();
    process_->stop(grace_ms);
  }
  bool alive() const override { return process_->alive(); }
  int pid() const override { return process_->pid(); }
  runtime::SandboxReport sandbox() const override { return process_->sandbox(); }
  runtime::PluginUsage usage() const override { return process_->usage(); }

 private:
  SealedTap& tap_;
  std::unique_ptr<runtime::PluginProcess> process_;
};

Result<std::unique_ptr<runtime::PluginProcess>> SealedTap::start(
    const PluginInstance& plugin, runtime::PluginProcessOptions options,
    runtime::HostCallHandler handler) {
  options.mode = runtime::PluginMode::sandbox;
  auto sealed = [this, &plugin, handler = std::move(handler)](const HostCall& call) {
    return seal(plugin, call, handler);
  };
  if (plugin.id() != rehearsed_)
    return runtime::PluginProcess::start(std::move(options), std::move(sealed));
  options.on_log = [this](runtime::LogLevel, std::string_view text) { note_line(text); };
  options.on_death = [this, on_death = std::move(options.on_death)](const std::string& cause) {
    {
      const std::lock_guard lock(mutex_);
      seen_.crashes.push_back(cause);
    }
    if (on_death) on_death(cause);
  };
  auto started = TRY(trace::start_recorded(std::move(options), std::move(sealed), writer_, time_));
  return std::unique_ptr<runtime::PluginProcess>(
      std::make_unique<Watched>(*this, std::move(started)));
}

HostAnswer SealedTap::seal(const PluginInstance& plugin, const HostCall& call,
                           const runtime::HostCallHandler& handler) {
  if (call.operation == op::HttpFetch::name) return text_of_answer(fetch(plugin, call));
  if (call.operation == op::MailSend::name) return text_of_answer(send_mail(plugin, call));
  if (call.operation == op::SecretGet::name) return text_of_answer(give_no_secret(plugin, call));
  if (call.operation == op::NetConnect::name) return connect(plugin, call);
  return handler(call);
}

HostAnswer SealedTap::connect(const PluginInstance& plugin, const HostCall& call) {
  const auto request = decoded<op::NetConnect>(call);
  if (!request) return {request.error()};
  const Status declared = require_operation(plugin.manifest(), "net.connect");
  if (!declared) return {declared.error()};
  const auto allowed = require_egress(plugin.manifest(), plugin.settings(), request->host,
                                      static_cast<std::uint16_t>(request->port));
  if (!allowed) return {allowed.error()};
  constexpr std::size_t kConnectionsMax = 200;
  std::array<int, 2> ends{};
  const std::lock_guard lock(mutex_);
  if (connections_.size() >= kConnectionsMax ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return {Error{ErrorCode::unavailable, "no further connection in a rehearsal"}};
  const std::string to = request->host + ":" + std::to_string(request->port);
  connections_.push_back({plugin.id() == rehearsed_ ? to : "", runtime::Descriptor(ends[1])});
  return {std::string("{}"), runtime::Descriptor(ends[0])};
}

void SealedTap::note_line(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (seen_.log_lines.size() == kLinesMax) seen_.log_lines.erase(seen_.log_lines.begin());
  seen_.log_lines.emplace_back(line.substr(0, 500));
}

void SealedTap::look() {
  const std::lock_guard lock(mutex_);
  for (const runtime::PluginProcess* process : alive_) {
    if (!process->alive()) continue;
    seen_.layers = process->sandbox();
    seen_.usage = process->usage();
  }
}

SealedTap::Seen SealedTap::seen() {
  const std::lock_guard lock(mutex_);
  Seen seen = seen_;
  for (Connection& connection : connections_) {
    std::array<char, 65536> bytes{};
    ssize_t got = 0;
    while ((got = ::recv(connection.far_end.get(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0)
      connection.bytes += got;
    if (!connection.destination.empty())
      seen.connections[connection.destination] += connection.bytes;
  }
  return seen;
}

}  // namespace kontor::host

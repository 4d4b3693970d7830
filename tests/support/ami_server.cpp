#include "tests/support/ami_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace kontor::testing {
namespace {

std::string wire(const AmiFields& fields) {
  std::string bytes;
  for (const auto& [name, value] : fields) bytes += name + ": " + value + "\r\n";
  return bytes + "\r\n";
}

AmiFields parse(const std::string& text) {
  AmiFields fields;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find("\r\n", begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    begin = end + 2;
  }
  return fields;
}

std::string replaced(std::string text, const std::map<std::string, std::string>& replacements) {
  for (const auto& [from, to] : replacements) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

}  // namespace

std::string ami_value(const AmiFields& fields, const std::string& name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

AmiServer::AmiServer(std::uint16_t port, Buffers buffers) {
  const LoopbackListener listening = listen_on_loopback(port, buffers);
  listener_ = listening.socket;
  port_ = listening.port;
  acceptor_ = std::thread([this] { accept_clients(); });
}

AmiServer::~AmiServer() {
  stopping_ = true;
  stop_reading(false);
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  drop_clients();
  for (std::thread& thread : threads_) thread.join();
}

void AmiServer::accept_clients() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    auto client = std::make_shared<Client>(Client{.socket = socket});
    const std::lock_guard lock(mutex_);
    clients_.push_back(client);
    threads_.emplace_back([this, client] { serve(client); });
  }
}

void AmiServer::serve(std::shared_ptr<Client> client) {
  static constexpr std::string_view kBanner = "Asterisk Call Manager/11.0.0\r\n";
  ::send(client->socket, kBanner.data(), kBanner.size(), MSG_NOSIGNAL);
  std::string rest;
  std::array<char, 4096> block{};
  while (true) {
    deaf_.wait(true);
    const ssize_t got = ::recv(client->socket, block.data(), block.size(), 0);
    if (got <= 0) break;
    rest.append(block.data(), static_cast<std::size_t>(got));
    for (std::size_t end = rest.find("\r\n\r\n"); end != std::string::npos;
         end = rest.find("\r\n\r\n")) {
      const AmiFields action = parse(rest.substr(0, end + 2));
      rest.erase(0, end + 4);
      take(*client, action);
    }
  }
  const std::lock_guard lock(mutex_);
  std::erase(clients_, client);
  ::close(client->socket);
}

void AmiServer::drop_clients() {
  const std::lock_guard lock(mutex_);
  for (const auto& client : clients_) ::shutdown(client->socket, SHUT_RDWR);
}

void AmiServer::restart() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
  drop_clients();
}

void AmiServer::send_raw(const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  for (const auto& client : clients_) {
    if (client->logged_in) ::send(client->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

void AmiServer::stop_reading(bool stopped) {
  deaf_ = stopped;
  deaf_.notify_all();
}

void AmiServer::skip_time(int seconds) { skipped_s_ += seconds; }

std::string AmiServer::stamp() const {
  using std::chrono::microseconds;
  const auto now =
      std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count() +
      std::int64_t{1'000'000} * skipped_s_;
  std::string rest = std::to_string(now % 1'000'000);
  rest.insert(0, 6 - rest.size(), '0');
  return std::to_string(now / 1'000'000) + "." + rest;
}

void AmiServer::send(Client& client, const AmiFields& fields) {
  if (silent_) return;
  const std::string bytes = wire(fields);
  const std::lock_guard lock(mutex_);
  ::send(client.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void AmiServer::event(AmiFields fields) {
  fields.insert(fields.begin() + 1, {{"Privilege", "call,all"}, {"Timestamp", stamp()}});
  const std::lock_guard lock(mutex_);
  for (const auto& client : clients_) {
    if (client->logged_in) send(*client, fields);
  }
}

std::vector<AmiFields> AmiServer::actions(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  std::vector<AmiFields> found;
  for (const auto& [action, fields] : actions_) {
    if (action == name) found.push_back(fields);
  }
  return found;
}

void AmiServer::replay(const std::filesystem::path& recording,
                       const std::map<std::string, std::string>& replacements) {
  send_raw(RecordedCall(recording).with(replacements));
}

RecordedCall::RecordedCall(const std::filesystem::path& file) {
  std::ifstream lines(file);
  if (!lines) throw std::runtime_error("no recording " + file.string());
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("EV ")) continue;
    const auto json = nlohmann::ordered_json::parse(line.substr(3));
    AmiFields fields;
    for (const auto& [name, value] : json.items()) {
      fields.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    bytes_ += wire(fields);
    ++events_;
  }
}

std::string RecordedCall::with(const std::map<std::string, std::string>& replacements) const {
  return replaced(bytes_, replacements);
}

std::vector<std::string> busy_call(const RecordedCall& recorded, const std::string& name,
                                   const std::string& number) {
  const std::string bytes = recorded.with({{"acct-", name}, {"+491700000001", number}});
  std::size_t others = kEventsOfABusyCall - recorded.events();
  std::vector<std::string> events;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = bytes.find("\r\n\r\n", at) + 4;
    const std::string event = bytes.substr(at, end - at);
    events.push_back(event);
    const std::size_t id = event.find("Uniqueid: ");
    if (others > 0 && id != std::string::npos) {
      events.push_back("Event: RTCPSent\r\n" + event.substr(id, event.find('\r', id) - id) +
                       "\r\n\r\n");
      --others;
    }
    at = end;
  }
  return events;
}

}  // namespace kontor::testing

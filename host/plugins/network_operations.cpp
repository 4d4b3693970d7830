#include <kontor/op/http_fetch.hpp>
#include <kontor/op/net_connect.hpp>

#include "base/http/client.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "host/plugins/plugin_rights.hpp"

// The way out: only to declared hosts, without redirects, within bounds.
namespace kontor::host {
namespace {

constexpr std::size_t kBodyBytesMax = std::size_t{4} << 20;
constexpr int kConnectTimeoutMs = 5000;

struct Address {
  std::string origin;  // "https://host:port"
  std::string target;  // "/path?query"
};

Result<Address> split(const std::string& url) {
  const auto scheme = url.find("://");
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return Error{ErrorCode::invalid_argument, "http.fetch takes http and https URLs only"};
  const auto path = url.find_first_of("/?#", scheme + 3);
  std::string target = path == std::string::npos ? "/" : url.substr(path, url.find('#') - path);
  if (!target.starts_with('/')) target = "/" + target;
  return Address{url.substr(0, path), std::move(target)};
}

// Headers that belong to the connection and not to the plugin.
bool of_the_connection(const std::string& name) {
  return name == "host" || name == "connection" || name == "content-length" ||
         name == "transfer-encoding" || name == "upgrade" || name == "expect";
}

std::string lower(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

}  // namespace

// To the first address that answers: what was resolved and looked at is what is asked, so
// that no second answer of a name server can lead elsewhere.
Result<http::Response> HostOperations::fetch(const op::HttpFetchRequest& request,
                                             const http::Headers& headers,
                                             const std::vector<std::string>& addresses) const {
  const Address address = TRY(split(request.url));
  http::ClientOptions options;
  options.connect_timeout_ms = std::min(kConnectTimeoutMs, static_cast<int>(request.timeout_ms));
  options.timeout_ms = static_cast<int>(request.timeout_ms);
  options.body_bytes_max = kBodyBytesMax;
  options.ca_file = parts_.host.ca_file;
  Error last{ErrorCode::unavailable, "there is no address"};
  for (const std::string& numeric : addresses) {
    options.address = numeric;
    auto client = TRY(http::Client::create(address.origin, options));
    auto response = client->send(request.method, address.target, headers, request.body);
    if (response || response.error().detail.find("not-connected") == std::string::npos)
      return response;
    last = response.error();
  }
  return last;
}

void HostOperations::add_network_operations() {
  add<op::HttpFetch>([this](PluginInstance& plugin,
                            const op::HttpFetchRequest& request) -> Result<op::HttpFetchResponse> {
    TRY(require_operation(plugin.manifest(), "http.fetch"));
    TRY(split(request.url));
    const Destination destination = TRY(destination_of(request.url));
    const Reach reach = TRY(
        require_egress(plugin.manifest(), plugin.settings(), destination.host, destination.port));
    http::Headers headers;
    for (const auto& [name, value] : request.headers) {
      if (of_the_connection(lower(name)))
        return Error{ErrorCode::invalid_argument, "http.fetch sets the header " + name + " itself"};
      headers[lower(name)] = value;
    }
    const auto addresses = TRY(resolve(destination.host, reach));
    auto response = TRY(fetch(request, headers, addresses));
    op::HttpFetchResponse answer;
    answer.status = response.status;
    answer.headers.insert(response.headers.begin(), response.headers.end());
    answer.body = request.binary ? base64_encode(response.body) : std::move(response.body);
    return answer;
  });
  add_raw<op::NetConnect>(
      [this](PluginInstance& plugin, const op::NetConnectRequest& request) -> runtime::HostAnswer {
        const auto connect = [&]() -> Result<runtime::Descriptor> {
          TRY(require_operation(plugin.manifest(), "net.connect"));
          const auto port = static_cast<std::uint16_t>(request.port);
          const Reach reach =
              TRY(require_egress(plugin.manifest(), plugin.settings(), request.host, port));
          const auto addresses = TRY(resolve(request.host, reach));
          auto socket = TRY(connect_tcp(addresses, port, kConnectTimeoutMs));
          if (!request.tls) return socket;
          return relays_.begin(std::move(socket), request.host, kConnectTimeoutMs);
        };
        auto socket = connect();
        if (!socket) return {std::move(socket).error()};
        return {std::string("{}"), std::move(*socket)};
      });
}

}  // namespace kontor::host

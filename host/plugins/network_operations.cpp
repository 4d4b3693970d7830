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

void HostOperations::add_network_operations() {
  add<op::HttpFetch>([](PluginInstance& plugin,
                        const op::HttpFetchRequest& request) -> Result<op::HttpFetchResponse> {
    TRY(require_operation(plugin.manifest(), "http.fetch"));
    const Address address = TRY(split(request.url));
    const Destination destination = TRY(destination_of(request.url));
    TRY(require_egress(plugin.manifest(), plugin.settings(), destination.host, destination.port));
    http::Headers headers;
    for (const auto& [name, value] : request.headers) {
      if (of_the_connection(lower(name)))
        return Error{ErrorCode::invalid_argument, "http.fetch sets the header " + name + " itself"};
      headers[lower(name)] = value;
    }
    http::ClientOptions options;
    options.connect_timeout_ms = kConnectTimeoutMs;
    options.timeout_ms = static_cast<int>(request.timeout_ms);
    options.body_bytes_max = kBodyBytesMax;
    auto client = TRY(http::Client::create(address.origin, options));
    auto response = TRY(client->send(request.method, address.target, headers, request.body));
    op::HttpFetchResponse answer;
    answer.status = response.status;
    answer.headers.insert(response.headers.begin(), response.headers.end());
    answer.body = std::move(response.body);
    return answer;
  });
  add_raw<op::NetConnect>(
      [](PluginInstance& plugin, const op::NetConnectRequest& request) -> runtime::HostAnswer {
        const auto connect = [&]() -> Result<runtime::Descriptor> {
          TRY(require_operation(plugin.manifest(), "net.connect"));
          const auto port = static_cast<std::uint16_t>(request.port);
          TRY(require_egress(plugin.manifest(), plugin.settings(), request.host, port));
          if (request.tls)
            return Error{ErrorCode::invalid_argument,
                         "net.connect with TLS is not offered by this host; use http.fetch"};
          return connect_tcp(request.host, port, kConnectTimeoutMs);
        };
        auto socket = connect();
        if (!socket) return {std::move(socket).error()};
        return {std::string("{}"), std::move(*socket)};
      });
}

}  // namespace kontor::host

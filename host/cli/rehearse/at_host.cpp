#include <chrono>
#include <iterator>
#include <thread>

#include "base/core/files.hpp"
#include "host/cli/host/host_wish.hpp"
#include "host/cli/rehearse/keys.hpp"
#include "host/cli/rehearse/ways.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kPackageBytesMax = std::size_t{100} << 20;
constexpr auto kPauseOfHost = std::chrono::milliseconds(200);

Result<Json> begin(const HostLine& line, const RehearseWish& wish) {
  const std::string place = "/plugins/rehearsals";
  if (!std::filesystem::is_regular_file(wish.package)) {
    Json body{{"plugin_id", wish.package},
              {"records", wish.records},
              {"events", wish.events},
              {"for_s", wish.for_s}};
    if (!wish.version.empty()) body["version"] = wish.version;
    return line.call("POST", place, body);
  }
  const auto keys = TRY(vendor_keys(wish.keys));
  if (keys.size() != 1)
    return Error{ErrorCode::invalid_argument, "a package for a host needs one --key"};
  const std::string bytes = TRY(read_file(wish.package, kPackageBytesMax));
  http::Headers with_type = line.headers;
  with_type["content-type"] = "application/octet-stream";
  const auto response = TRY(
      line.client->send("POST", "/api/v1" + place + "/package?vendor_key=" + key_text(keys.front()),
                        with_type, bytes));
  return http::json_answer(response);
}

}  // namespace

Result<Json> rehearse_at_host(const RehearseWish& wish) {
  const HostLine line = TRY(connect({wish.host, wish.token_file}));
  const Json begun = TRY(begin(line, wish));
  const std::string id = TRY(json_text(begun, "id"));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2 * wish.for_s + 120);
  while (std::chrono::steady_clock::now() < end) {
    const Json found = TRY(line.call("GET", "/plugins/rehearsals/" + id));
    const std::string state = TRY(json_text(found, "state"));
    if (state == "done") return found["report"];
    if (state == "failed")
      return Error{ErrorCode::unavailable, found.value("message", "the rehearsal failed")};
    std::this_thread::sleep_for(kPauseOfHost);
  }
  return Error{ErrorCode::unavailable, "the rehearsal " + id + " has not ended in time"};
}

}  // namespace kontor::host

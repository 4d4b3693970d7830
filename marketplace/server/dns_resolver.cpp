#include "marketplace/server/dns_resolver.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <array>
#include <charconv>
#include <memory>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kAnswerMax = 65535;
constexpr int kRecordsMax = 64;
constexpr int kWaitS = 2;
constexpr int kTries = 2;

// "pieces": each a length byte and so many bytes (RFC 1035, section 3.3.14).
Result<std::string> joined(std::string_view data) {
  std::string text;
  while (!data.empty()) {
    const auto length = static_cast<unsigned char>(data.front());
    if (data.size() < std::size_t{1} + length)
      return Error{ErrorCode::untrusted, "a TXT record is cut short"};
    text += data.substr(1, length);
    data.remove_prefix(std::size_t{1} + length);
  }
  return text;
}

}  // namespace

Result<std::vector<std::string>> parse_txt_answer(std::string_view answer) {
  ns_msg message{};
  if (answer.size() > kAnswerMax ||
      ns_initparse(reinterpret_cast<const unsigned char*>(answer.data()),
                   static_cast<int>(answer.size()), &message) != 0)
    return Error{ErrorCode::untrusted, "the name server's answer is malformed"};
  const int records = ns_msg_count(message, ns_s_an);
  if (records > kRecordsMax)
    return Error{ErrorCode::untrusted, "the name server's answer holds too many records"};
  std::vector<std::string> texts;
  for (int index = 0; index < records; ++index) {
    ns_rr record{};
    if (ns_parserr(&message, ns_s_an, index, &record) != 0)
      return Error{ErrorCode::untrusted, "the name server's answer is malformed"};
    if (ns_rr_type(record) != ns_t_txt || ns_rr_class(record) != ns_c_in) continue;
    texts.push_back(TRY(joined({reinterpret_cast<const char*>(ns_rr_rdata(record)),
                                static_cast<std::size_t>(ns_rr_rdlen(record))})));
  }
  return texts;
}

Result<DnsResolver> DnsResolver::create(const std::string& server) {
  DnsResolver resolver;
  if (server.empty()) return resolver;
  const std::size_t colon = server.rfind(':');
  in_addr address{};
  std::uint16_t port = 0;
  const char* end = server.data() + server.size();
  if (colon == std::string::npos ||
      inet_pton(AF_INET, server.substr(0, colon).c_str(), &address) != 1 ||
      std::from_chars(server.data() + colon + 1, end, port).ptr != end || port == 0)
    return Error{ErrorCode::invalid_argument,
                 "\"" + server + "\" is no name server of the form 192.0.2.1:53"};
  resolver.address_ = address.s_addr;
  resolver.port_ = htons(port);
  return resolver;
}

Result<std::vector<std::string>> DnsResolver::texts(const std::string& name) const {
  struct __res_state state {};
  if (res_ninit(&state) != 0)
    return Error{ErrorCode::unavailable, "the system's resolver does not start"};
  const std::unique_ptr<struct __res_state, decltype(&res_nclose)> closer(&state, &res_nclose);
  state.retrans = kWaitS;
  state.retry = kTries;
  if (address_ != 0) {
    state.nscount = 1;
    state.nsaddr_list[0].sin_family = AF_INET;
    state.nsaddr_list[0].sin_addr.s_addr = address_;
    state.nsaddr_list[0].sin_port = port_;
  }
  std::string answer(kAnswerMax, '\0');
  const int length =
      res_nquery(&state, name.c_str(), ns_c_in, ns_t_txt,
                 reinterpret_cast<unsigned char*>(answer.data()), static_cast<int>(answer.size()));
  if (length < 0 && (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA))
    return std::vector<std::string>();
  if (length < 0) return Error{ErrorCode::unavailable, "no name server answers for " + name};
  return parse_txt_answer(std::string_view(answer).substr(0, static_cast<std::size_t>(length)));
}

}  // namespace kontor::marketplace

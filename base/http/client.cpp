#include "base/http/client.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>

#include <algorithm>
#include <optional>

#include "base/http/body_reader.hpp"
#include "base/http/header_text.hpp"
#include "base/http/response_parser.hpp"
#include "base/http/tls.hpp"
#include "base/http/wire.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kHeadBytesMax = 65536;
constexpr std::size_t kPieceBytes = 65536;

Error broken(const std::string& what) { return Error{ErrorCode::unavailable, what}; }

class WireClient final : public Client {
 public:
  WireClient(const Poco::URI& origin, const ClientOptions& options, Poco::Net::Context::Ptr tls)
      : host_(origin.getHost()),
        authority_(origin.getAuthority()),
        port_(origin.getPort()),
        options_(options),
        tls_(std::move(tls)) {}

  Result<Response> send(const std::string& method, const std::string& target,
                        const Headers& headers, const std::string& body) override {
    const std::string bytes = TRY(request_bytes(method, target, headers, body.size())) + body;
    return answered(method, bytes, deadline_in(options_.timeout_ms), {});
  }

  Result<Response> upload(const std::string& target, const Headers& headers, std::uint64_t size,
                          const Source& source) override {
    const std::string head = TRY(request_bytes("POST", target, headers, size));
    // Each piece has the time of a whole exchange, and so has the answer after the last.
    return answered("POST", head, Deadline::max(), [&]() -> Status {
      for (std::uint64_t left = size; left > 0;) {
        const std::string piece =
            TRY(source(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPieceBytes))));
        if (piece.empty() || piece.size() > left)
          return Error{ErrorCode::invalid_argument, "the body is not as long as was said"};
        TRY(wire_->write(piece, deadline_in(options_.timeout_ms)));
        left -= piece.size();
      }
      return ok();
    });
  }

  Status download(const std::string& target, std::size_t bytes_max, const Sink& sink,
                  const Headers& headers) override {
    const std::string bytes = TRY(request_bytes("GET", target, headers, 0));
    const auto choose = [&](int status) {
      if (status == 200) return bounded(bytes_max, sink);
      return bounded(options_.body_bytes_max, [](std::string_view) { return ok(); });
    };
    // The pace bounds the time: at most the grace and what the longest body takes at it.
    const Pace pace(std::chrono::steady_clock::now(), options_.timeout_ms,
                    options_.bytes_per_ms_min);
    const Response response = TRY(converse("GET", bytes, {}, Deadline::max(), pace, choose));
    const auto coding = response.headers.find("content-encoding");
    if (response.status == 200 && coding != response.headers.end() && coding->second != "identity")
      return broken(target + " came in the content coding \"" + coding->second + "\"");
    if (response.status == 200) return ok();
    const ErrorCode code = response.status == 404   ? ErrorCode::not_found
                           : response.status == 403 ? ErrorCode::forbidden
                                                    : ErrorCode::unavailable;
    return Error{code, target + " answered with status " + std::to_string(response.status)};
  }

 private:
  // Where the body of an answer with this status goes.
  using SinkChoice = std::function<BodySink(int status)>;

  static BodySink bounded(std::size_t bytes_max, Sink sink) {
    return [bytes_max, sink = std::move(sink),
            bytes = std::size_t{0}](std::string_view part) mutable -> Status {
      if (part.size() > bytes_max - bytes)
        return Error{ErrorCode::exhausted,
                     "the answer is longer than " + std::to_string(bytes_max) + " bytes"};
      bytes += part.size();
      return sink(part);
    };
  }

  // Sends what follows the head; empty where the bytes given are all.
  using Rest = std::function<Status()>;

  // An exchange whose answer is kept in memory.
  Result<Response> answered(const std::string& method, const std::string& bytes, Deadline deadline,
                            const Rest& rest) {
    std::string answer;
    Sink keep = bounded(options_.body_bytes_max, [&answer](std::string_view part) {
      answer.append(part);
      return ok();
    });
    Response response =
        TRY(converse(method, bytes, rest, deadline, std::nullopt, [&keep](int) { return keep; }));
    response.body = std::move(answer);
    return response;
  }

  // Connects if needed and exchanges; a broken connection is not kept.
  Result<Response> converse(const std::string& method, const std::string& bytes, const Rest& rest,
                            Deadline deadline, std::optional<Pace> pace, const SinkChoice& choose) {
    if (wire_ && wire_->is_stale()) wire_.reset();
    if (!wire_) TRY(connect());
    wire_->expect(pace);
    auto result = exchange(method, bytes, rest, deadline, choose);
    if (!result) wire_.reset();
    return result;
  }

  Result<std::string> request_bytes(const std::string& method, const std::string& target,
                                    const Headers& headers, std::uint64_t body_bytes) const {
    if (!is_token(method) || !target.starts_with('/') ||
        target.find_first_of(" \r\n\t") != std::string::npos || !is_field_value(target)) {
      return Error{ErrorCode::invalid_argument, "method or target cannot be sent"};
    }
    std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: " + authority_ + "\r\n";
    for (const auto& [name, value] : headers) {
      if (!is_token(name) || !is_field_value(value)) {
        return Error{ErrorCode::invalid_argument, "header cannot be sent: " + name};
      }
      const std::string key = lower_case(name);
      if (key == "host" || key == "content-length" || key == "connection" ||
          key == "transfer-encoding") {
        continue;  // Framing is this class's business.
      }
      bytes.append(name).append(": ").append(value).append("\r\n");
    }
    if (body_bytes > 0 || method == "POST" || method == "PUT" || method == "PATCH") {
      bytes += "Content-Length: " + std::to_string(body_bytes) + "\r\n";
    }
    return bytes + "\r\n";
  }

  Status connect() {
    try {
      const Poco::Timespan timeout(0, 1000L * options_.connect_timeout_ms);
      const Poco::Net::SocketAddress address(options_.address.empty() ? host_ : options_.address,
                                             port_);
      if (tls_) {
        Poco::Net::SecureStreamSocket socket(tls_);
        socket.setPeerHostName(host_);
        socket.connect(address, timeout);
        wire_.emplace(socket, /*is_tls=*/true);
      } else {
        Poco::Net::StreamSocket socket;
        socket.connect(address, timeout);
        wire_.emplace(socket, /*is_tls=*/false);
      }
      wire_->socket().setNoDelay(true);
      return ok();
    } catch (const Poco::Exception& exception) {
      wire_.reset();
      return Error{ErrorCode::unavailable,
                   "cannot connect to " + authority_ + ": " + exception.displayText(),
                   R"({"code":"not-connected"})"};
    }
  }

  Result<ResponseHead> read_head(Deadline deadline) {
    while (true) {
      const std::string_view bytes = wire_->buffered();
      const std::size_t blank = bytes.find("\r\n\r\n");
      if (blank != std::string_view::npos) {
        const std::string head(bytes.substr(0, blank + 4));
        wire_->consume(head.size());
        return parse_response_head(head);
      }
      if (bytes.size() > kHeadBytesMax) return broken("the answer's head is too long");
      TRY(wire_->read_more(deadline));
    }
  }

  Result<Response> exchange(const std::string& method, const std::string& bytes, const Rest& rest,
                            Deadline deadline, const SinkChoice& choose) {
    // A server may answer and close before it has read the whole body, so a failed
    // write still tries to read.
    Status written = wire_->write(bytes, std::min(deadline, deadline_in(options_.timeout_ms)));
    if (written && rest) {
      written = rest();
      deadline = deadline_in(options_.timeout_ms);
      // What the server waits for will not come.
      if (!written && written.error().code != ErrorCode::unavailable) return written.error();
    }
    ResponseHead head;
    do {
      auto read = read_head(deadline);
      if (!read) return written ? read.error() : written.error();
      head = std::move(*read);
    } while (head.status >= 100 && head.status < 200);

    Response response{.status = head.status, .headers = std::move(head.headers)};
    const BodySink sink = choose(head.status);
    const bool no_body = method == "HEAD" || head.status == 204 || head.status == 304;
    if (no_body) {
      // Nothing follows, whatever Content-Length says.
    } else if (head.chunked) {
      TRY(read_chunked(*wire_, deadline, sink));
    } else if (head.content_length) {
      TRY(read_sized(*wire_, *head.content_length, deadline, sink));
    } else {
      TRY(read_to_end(deadline, sink));
      head.keep_alive = false;
    }
    if (!head.keep_alive || !written) wire_.reset();
    return response;
  }

  Status read_to_end(Deadline deadline, const BodySink& sink) {
    while (true) {
      TRY(sink(wire_->buffered()));
      wire_->consume(wire_->buffered().size());
      const Status more = wire_->read_more(deadline);
      if (!more) return more.error().message == "closed" ? ok() : more;
    }
  }

  std::string host_;
  std::string authority_;
  std::uint16_t port_;
  ClientOptions options_;
  Poco::Net::Context::Ptr tls_;
  std::optional<Wire> wire_;
};

}  // namespace

Result<std::unique_ptr<Client>> Client::create(const std::string& origin,
                                               const ClientOptions& options) {
  try {
    const Poco::URI uri(origin);
    const bool is_tls = uri.getScheme() == "https";
    if ((!is_tls && uri.getScheme() != "http") || uri.getHost().empty() ||
        !uri.getUserInfo().empty() || (!uri.getPathEtc().empty() && uri.getPathEtc() != "/")) {
      return Error{ErrorCode::invalid_argument, "not an origin like http://host:port: " + origin};
    }
    return std::unique_ptr<Client>(
        new WireClient(uri, options, is_tls ? client_context(options) : nullptr));
  } catch (const Poco::Exception& exception) {
    return Error{ErrorCode::invalid_argument,
                 "cannot use " + origin + ": " + exception.displayText()};
  }
}

}  // namespace kontor::http

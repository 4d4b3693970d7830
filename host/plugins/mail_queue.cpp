#include "host/plugins/mail_queue.hpp"

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kKeptContentBytesMax = std::size_t{16} << 20;
constexpr auto kLook = std::chrono::seconds(5);
constexpr std::int64_t kFirstPauseMs = 60'000;
constexpr std::int64_t kPauseMaxMs = std::int64_t{4} * 3600 * 1000;

std::optional<std::string> text_in(const Json& content, const char* name) {
  const auto found = content.find(name);
  if (found == content.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace

MailQueue::MailQueue(Parts parts) : parts_(parts), thread_([this] { run(); }) {}

MailQueue::~MailQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Status MailQueue::check_ready() const {
  const MailSettings::Line line = TRY(parts_.settings.line());
  if (line.url.empty())
    return Error{ErrorCode::unavailable,
                 "this host has no mail server; an administrator names one in the settings"};
  TRY(MailServer::parse(line.url));
  TRY(mail_address(line.from));
  return ok();
}

Status MailQueue::try_out(const std::string& to) {
  TRY(check_ready());
  const MailSettings::Line line = TRY(parts_.settings.line());
  const MailServer server = TRY(MailServer::parse(line.url));
  const std::string from = TRY(mail_address(line.from));
  const std::string address = TRY(mail_address(to));
  const std::string text =
      TRY(compose({.id = parts_.ids.next(),
                   .from = line.from,
                   .to = address,
                   .subject = "Kontor: this mail server works",
                   .text = "An administrator of Kontor tried out the mail settings.\n"},
                  parts_.clock.now_ms()));
  return server.deliver(parts_.relays, from, address, text);
}

Result<std::string> MailQueue::add(db::Session& session, const NewMail& mail) {
  const std::string id = parts_.ids.next();
  const TimeMs now = parts_.clock.now_ms();
  TRY(session.insert_rows("plugin_mail",
                          {"id", "plugin_id", "own_key", "person", "address", "content", "state",
                           "attempts", "next_at_ms", "created_at_ms"},
                          {{id, mail.plugin, mail.key ? db::Value(*mail.key) : db::Value(),
                            mail.permit.person, mail.permit.address, to_text(mail.content),
                            std::string("waiting"), std::int64_t{0}, now, now}}));
  return id;
}

Result<std::optional<std::string>> MailQueue::id_of_key(db::Session& session,
                                                        const std::string& plugin,
                                                        const std::string& key) {
  const auto row = TRY(session.query_row(
      "SELECT id FROM plugin_mail WHERE plugin_id = $1 AND own_key = $2", {plugin, key}));
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void MailQueue::announce() {
  {
    const std::lock_guard lock(mutex_);
    announced_ = true;
  }
  wake_.notify_all();
}

Status MailQueue::tell_about(const std::string& person,
                             const std::function<Status(Json line)>& tell) {
  auto read = parts_.database.read([&](db::Session& session) {
    return session.query(R"sql(SELECT plugin_id, address, content, state, created_at_ms
                               FROM plugin_mail WHERE person = $1 ORDER BY id)sql",
                         {person});
  });
  const auto rows = TRY(std::move(read));
  for (const db::Row& row : rows) {
    const Json content = TRY(parse_json(row.text(2), {.bytes_max = kKeptContentBytesMax}));
    TRY(tell({{"kind", "plugin-mail"},
              {"plugin", row.text(0)},
              {"address", row.text(1)},
              {"content", content},
              {"state", row.text(3)},
              {"created_at", to_rfc3339(row.integer(4))}}));
  }
  return ok();
}

Status MailQueue::erase_subject(const std::string& person) {
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_mail WHERE person = $1", {person}));
    TRY(session.execute("DELETE FROM message_permit WHERE person = $1", {person}));
    return ok();
  });
}

void MailQueue::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kLook, [this] { return stopping_ || announced_; });
      if (stopping_) return;
      announced_ = false;
    }
    if (!check_ready()) continue;  // What waits keeps waiting for a server.
    for (auto mail = next(); mail && *mail; mail = next()) {
      const Status noted = note(**mail, send(**mail));
      if (!noted) log::error("a mail's row could not be changed", {{"mail", (*mail)->id}});
      const std::lock_guard lock(mutex_);
      if (stopping_ || !noted) break;
    }
  }
}

Result<std::optional<MailQueue::Waiting>> MailQueue::next() {
  return parts_.database.read([&](db::Session& session) -> Result<std::optional<Waiting>> {
    const auto row = TRY(session.query_row(R"sql(
        SELECT id, plugin_id, own_key, address, content, attempts FROM plugin_mail
        WHERE state = 'waiting' AND next_at_ms <= $1 ORDER BY next_at_ms LIMIT 1)sql",
                                           {parts_.clock.now_ms()}));
    if (!row) return std::optional<Waiting>();
    Json content = TRY(parse_json(row->text(4)));
    return std::optional(Waiting{row->text(0), row->text(1), row->text(2), row->text(3),
                                 std::move(content), static_cast<int>(row->integer(5))});
  });
}

Result<MailMessage> MailQueue::message_of(const Waiting& mail, const std::string& from) {
  MailMessage message{.id = mail.id,
                      .from = from,
                      .to = mail.address,
                      .subject = mail.content.value("subject", ""),
                      .text = mail.content.value("text", ""),
                      .html = text_in(mail.content, "html"),
                      .reply_to = text_in(mail.content, "reply_to"),
                      .unsubscribe = text_in(mail.content, "unsubscribe")};
  const Json files = mail.content.value("attachments", Json::array());
  for (const Json& id : files) {
    const PluginFile file = TRY(parts_.files.find(mail.plugin, id.get<std::string>()));
    std::string bytes = TRY(parts_.files.read(file, 0, kAttachmentBytesMax));
    message.attachments.push_back({file.name, file.content_type, std::move(bytes)});
  }
  return message;
}

Status MailQueue::send(const Waiting& mail) {
  const MailSettings::Line line = TRY(parts_.settings.line());
  const MailServer server = TRY(MailServer::parse(line.url));
  const std::string from = TRY(mail_address(line.from));
  const MailMessage message = TRY(message_of(mail, line.from));
  const std::string text = TRY(compose(message, parts_.clock.now_ms()));
  return server.deliver(parts_.relays, from, mail.address, text);
}

// A mail that has ended keeps its key and nothing of the person.
Status MailQueue::note(const Waiting& mail, const Status& sent) {
  const bool for_good =
      !sent && (sent.error().code == ErrorCode::invalid_argument ||
                sent.error().code == ErrorCode::not_found || mail.attempts + 1 >= kAttemptsMax);
  if (!sent)
    log::warning("a mail was not taken", {{"mail", mail.id},
                                          {"plugin", mail.plugin},
                                          {"attempt", mail.attempts + 1},
                                          {"reason", sent.error().message}});
  const std::int64_t pause = std::min(kFirstPauseMs << std::min(mail.attempts, 12), kPauseMaxMs);
  Status noted = parts_.database.transaction([&](db::Session& session) -> Status {
    if (!sent && !for_good) {
      TRY(session.execute(
          "UPDATE plugin_mail SET attempts = $1, next_at_ms = $2 WHERE id = $3",
          {std::int64_t{mail.attempts} + 1, parts_.clock.now_ms() + pause, mail.id}));
      return ok();
    }
    TRY(session.execute(
        "UPDATE plugin_mail SET state = $1, address = '', content = '{}' WHERE id = $2",
        {std::string(sent ? "sent" : "failed"), mail.id}));
    Json payload = {{"mail", mail.id}, {"plugin", mail.plugin}, {"key", mail.key}};
    if (!sent) payload["reason"] = sent.error().message;
    return parts_.outbox.append(
        session, {{.name = sent ? "mail.sent" : "mail.failed", .payload = std::move(payload)}});
  });
  parts_.outbox.announce();
  return noted;
}

}  // namespace kontor::host

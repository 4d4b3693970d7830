#include "host/plugins/mail_settings.hpp"

#include <algorithm>

#include "base/http/client.hpp"
#include "host/plugins/mail_message.hpp"
#include "host/plugins/mail_server.hpp"

namespace kontor::host {
namespace {

// No plugin can have this id.
constexpr const char* kOwner = "host";
constexpr const char* kPassword = "mail.password";
constexpr const char* kTls = "tls";

std::string url_of(const Json& settings, const std::string& password) {
  const std::string user = settings.value("user", "");
  std::string url = settings.value("security", "") == kTls ? "smtps://" : "smtp://";
  if (!user.empty()) url += http::percent_encode(user) + ":" + http::percent_encode(password) + "@";
  return url + settings.value("host", "") + ":" +
         std::to_string(settings.value("port", std::int64_t{0}));
}

}  // namespace

struct MailSettings::Kept {
  bool saved = false;
  Json settings = Json::object();
};

Result<MailSettings::Kept> MailSettings::kept() {
  return database_.read([&](db::Session& session) -> Result<Kept> {
    const auto row = TRY(session.query_row("SELECT settings FROM mail_setting WHERE id = 1"));
    if (!row) return Kept{};
    Json settings = TRY(parse_json(row->text(0)));
    return Kept{true, std::move(settings)};
  });
}

Result<MailSettings::Line> MailSettings::line_of(const Kept& kept) {
  if (!kept.saved) return Line{url_, from_};
  const auto password = TRY(secrets_.get(kOwner, kPassword));
  return Line{url_of(kept.settings, password.value_or("")), kept.settings.value("from", "")};
}

Result<MailSettings::Line> MailSettings::line() {
  const Kept found = TRY(kept());
  return line_of(found);
}

Result<Json> MailSettings::show() {
  const Kept found = TRY(kept());
  if (found.saved) {
    Json shown = found.settings;
    shown["source"] = "saved";
    const auto password = TRY(secrets_.get(kOwner, kPassword));
    shown["has_password"] = password && !password->empty();
    return shown;
  }
  if (url_.empty()) return Json{{"source", "none"}, {"from", from_}};
  const MailServer server = TRY(MailServer::parse(url_));
  return Json{{"source", "start"},     {"host", server.host()},
              {"port", server.port()}, {"security", server.tls_from_start() ? kTls : "starttls"},
              {"user", server.user()}, {"has_password", server.has_password()},
              {"from", from_}};
}

Status MailSettings::save(const Json& wanted) {
  Json settings = wanted;
  settings.erase("password");
  const std::string from = settings.value("from", "");
  TRY(mail_address(from));
  if (std::ranges::any_of(from, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return Error{ErrorCode::invalid_argument, "the sender holds a control character"};
  TRY(MailServer::parse(url_of(settings, "")));
  const Json shown = TRY(show());
  const bool same = shown.value("host", "") == settings.value("host", "") &&
                    shown.value("port", 0) == settings.value("port", 0);
  const bool kept_one = shown["source"] == "saved" && shown.value("has_password", false);
  if (!wanted.contains("password") && !same && kept_one)
    return Error{
        ErrorCode::invalid_argument,
        "the password kept is for " + shown.value("host", "") + "; another server needs it anew",
        R"({"code":"password-needed"})"};
  if (wanted.contains("password"))
    TRY(secrets_.put(kOwner, kPassword, wanted["password"].get<std::string>()));
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(
        INSERT INTO mail_setting (id, settings) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET settings = excluded.settings)sql",
                        {to_text(settings)}));
    return ok();
  });
}

Status MailSettings::forget() {
  TRY(secrets_.put(kOwner, kPassword, ""));
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM mail_setting"));
    return ok();
  });
}

}  // namespace kontor::host

#pragma once

#include <string>

#include "base/core/json.hpp"
#include "base/db/database.hpp"
#include "host/plugins/secrets.hpp"

namespace kontor::host {

// Which mail server the company's mails go through: what an administrator saved, or else what
// the host was started with. The password is sealed like a plugin's secret and never given
// back. Any thread.
class MailSettings {
 public:
  // `url`, `from`: as kontor-host was started; empty: without.
  MailSettings(db::Database& database, PluginSecrets& secrets, std::string url, std::string from)
      : database_(database), secrets_(secrets), url_(std::move(url)), from_(std::move(from)) {}

  struct Line {
    std::string url;  // For MailServer::parse; empty: this host sends no mail.
    std::string from;
  };
  Result<Line> line();

  // {"source":"saved"|"start"|"none","host","port","security","user","has_password","from"}
  Result<Json> show();
  // The same members but source; "password" replaces the one kept, absent keeps it, empty
  // forgets it. A password is for one server: another one needs it anew, or whoever may choose
  // the server could have it sent to one of their own. invalid_argument naming what is wrong.
  Status save(const Json& wanted);
  Status forget();  // What was saved.

 private:
  struct Kept;
  Result<Kept> kept();
  Result<Line> line_of(const Kept& kept);

  db::Database& database_;
  PluginSecrets& secrets_;
  const std::string url_, from_;
};

}  // namespace kontor::host

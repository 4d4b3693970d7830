#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/core/clock.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/app/outbox.hpp"
#include "host/plugins/mail_message.hpp"
#include "host/plugins/mail_server.hpp"
#include "host/plugins/mail_settings.hpp"
#include "host/plugins/message_permits.hpp"
#include "host/plugins/plugin_files.hpp"

namespace kontor::host {

// Mails of plugins on their way to the company's mail server. A mail is a row from the call
// that asks for it until the server has taken it, so a crash loses none. Should the host
// die between the server's word and its own note of it, the mail goes again under the same
// Message-ID. One thread sends, one mail at a time. Any thread may add.
class MailQueue {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    IdSource& ids;
    Outbox& outbox;
    PluginFiles& files;
    TlsRelays& relays;
    MailSettings& settings;
  };
  explicit MailQueue(Parts parts);
  ~MailQueue();  // Finishes the mail it is at.
  MailQueue(const MailQueue&) = delete;
  MailQueue& operator=(const MailQueue&) = delete;

  // unavailable when there is no mail server, invalid_argument when it is none.
  Status check_ready() const;
  // Sends a mail that says that this server works, now; what the server says otherwise.
  Status try_out(const std::string& to);

  struct NewMail {
    std::string plugin;
    std::optional<std::string> key;
    MessagePermit permit;
    Json content;  // As in mail.send.
  };
  // Inside the caller's transaction.
  Result<std::string> add(db::Session& session, const NewMail& mail);
  Result<std::optional<std::string>> id_of_key(db::Session& session, const std::string& plugin,
                                               const std::string& key);
  void announce();  // After the commit.
  // A line "plugin-mail" for each mail to a person that is kept still.
  Status tell_about(const std::string& person, const std::function<Status(Json line)>& tell);
  // Forgets what was to be sent to a person, and what was sent.
  Status erase_subject(const std::string& person);

  static constexpr int kAttemptsMax = 12;
  static constexpr std::int64_t kAttachmentBytesMax = std::int64_t{10} << 20;

 private:
  struct Waiting {
    std::string id, plugin, key, address;
    Json content;
    int attempts = 0;
  };
  void run();
  Result<std::optional<Waiting>> next();
  Result<MailMessage> message_of(const Waiting& mail, const std::string& from);
  Status send(const Waiting& mail);
  Status note(const Waiting& mail, const Status& sent);

  Parts parts_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool announced_ = true;  // What an earlier process left.
  std::thread thread_;
};

}  // namespace kontor::host

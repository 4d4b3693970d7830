#include "host/plugins/installed_plugins.hpp"

// The company's mail server, for those who may manage plugins: theirs are the mails.
namespace kontor::host {

Result<Json> InstalledPlugins::mail_settings(const Principal& actor) {
  TRY(require_right(actor, "plugins.manage"));
  return mail_settings_.show();
}

Status InstalledPlugins::set_mail_settings(const Principal& actor, const Json& settings) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  TRY(mail_settings_.save(settings));
  operations_.mail().announce();
  return audit(actor, "mail.settings", "", {{"host", settings.value("host", "")}});
}

Status InstalledPlugins::forget_mail_settings(const Principal& actor) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  TRY(mail_settings_.forget());
  return audit(actor, "mail.settings", "", {{"host", nullptr}});
}

Status InstalledPlugins::try_mail(const Principal& actor, const std::string& to) {
  TRY(require_right(actor, "plugins.manage"));
  return operations_.mail().try_out(to);
}

}  // namespace kontor::host

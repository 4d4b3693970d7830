#include <kontor/op/mail_send.hpp>

#include "host/access/audit_log.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// Mail through the company's server, one permit each.
namespace kontor::host {

// What cannot be sent is refused at once, not found out by the queue.
Status HostOperations::check_mail(const PluginInstance& plugin, const op::MailSendRequest& mail) {
  std::int64_t bytes = 0;
  for (const std::string& id : mail.attachments) {
    const PluginFile file = TRY(files_.find(plugin.id(), id));
    bytes += file.size_bytes;
  }
  if (bytes > MailQueue::kAttachmentBytesMax)
    return Error{ErrorCode::exhausted, "the attachments of a mail are longer than 10 MiB"};
  TRY(compose({.id = "check",
               .from = "check@example.test",
               .to = "check@example.test",
               .subject = mail.subject,
               .text = "",
               .reply_to = mail.reply_to,
               .unsubscribe = mail.unsubscribe},
              0));
  return ok();
}

void HostOperations::add_mail_operations() {
  add<op::MailSend>([this](PluginInstance& plugin,
                           const op::MailSendRequest& request) -> Result<op::MailSendResponse> {
    TRY(require_operation(plugin.manifest(), "mail.send"));
    TRY(mail_.check_ready());
    TRY(check_mail(plugin, request));
    Json content = op::encode(request);
    content.erase("permit");
    const AuditLog audit(parts_.host.clock);
    const auto queue = [&](db::Session& session) -> Result<std::string> {
      if (request.key) {
        const auto before = TRY(mail_.id_of_key(session, plugin.id(), *request.key));
        if (before) return *before;
      }
      const MessagePermit permit =
          TRY(permits_.take(session, plugin.id(), request.permit, "email"));
      const std::string added =
          TRY(mail_.add(session, {plugin.id(), request.key, permit, content}));
      TRY(audit.append(session, {"plugin", plugin.id()},
                       {{.action = "mail.send",
                         .entity = "person",
                         .record_id = permit.person,
                         .detail = {{"mail", added}, {"permit", permit.id}}}}));
      return added;
    };
    const std::string id = TRY(parts_.host.database.transaction(queue));
    mail_.announce();
    return op::MailSendResponse{id};
  });
}

}  // namespace kontor::host

#include "host/plugins/message_permits.hpp"

namespace kontor::host {

Status MessagePermits::add(db::Session& session, const std::vector<MessagePermit>& permits) const {
  TRY(session.execute("DELETE FROM message_permit WHERE expires_at_ms < $1", {clock_.now_ms()}));
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(permits.size());
  for (const MessagePermit& permit : permits)
    rows.push_back({permit.id, permit.plugin, permit.person, permit.channel, permit.purpose,
                    permit.address, permit.expires_at_ms});
  return session.insert_rows(
      "message_permit",
      {"id", "plugin_id", "person", "channel", "purpose", "address", "expires_at_ms"}, rows);
}

Result<MessagePermit> MessagePermits::take(db::Session& session, const std::string& plugin,
                                           const std::string& id,
                                           const std::string& channel) const {
  const auto row = TRY(session.query_row(R"sql(
      DELETE FROM message_permit WHERE id = $1 AND plugin_id = $2 AND channel = $3
      RETURNING person, purpose, address, expires_at_ms)sql",
                                         {id, plugin, channel}));
  if (!row)
    return Error{
        ErrorCode::forbidden,
        "this permit was used, has expired, or is not one for " + channel + " of " + plugin,
        R"({"code":"no-permit"})"};
  if (row->integer(3) < clock_.now_ms())
    return Error{ErrorCode::forbidden, "this permit has expired", R"({"code":"no-permit"})"};
  return MessagePermit{id,           plugin,       row->text(0),   channel,
                       row->text(1), row->text(2), row->integer(3)};
}

}  // namespace kontor::host

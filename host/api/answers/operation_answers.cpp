#include "host/api/answers/operation_answers.hpp"

#include "base/core/shape.hpp"
#include "host/api/answers/plugin_answers.hpp"

namespace kontor::host::answers {

using namespace shape;

namespace {

Json price() {
  const Json total = object({{"amount", integer()}, {"currency", text()}});
  return or_null(
      object({{"users", count()}, {"total", total}, {"period", text()}, {"model", text()}}));
}

}  // namespace

Json import() {
  const Json phones =
      object({{"normalised", count()}, {"flagged", count()}, {"as_entered", count()}});
  return object(
      {{"id", text()},
       {"entity", text()},
       {"state", one_of({"reading", "running", "paused", "done", "failed", "undoing", "undone"})},
       {"message", text()},
       {"created_at", moment()},
       {"finished_at", or_null(moment())},
       {"rows_total", or_null(count())},
       {"rows_read", count()},
       {"created", count()},
       {"updated", count()},
       {"duplicate", count()},
       {"invalid", count()},
       {"failed", count()},
       {"dry_run", flag()},
       {"undone", count()},
       {"kept", count()},
       {"phones", phones},
       {"encoding?", text()},
       {"delimiter?", text()}});
}

Json import_begun() { return object({{"id", text()}}); }
Json import_formats() {
  return only("formats", object({{"format", text()},
                                 {"label", map_of(text())},
                                 {"entity", text()},
                                 {"endings", list_of(text())},
                                 {"state", one_of({"open", "unlicensed"})}}));
}
Json imports() { return only("imports", import()); }

Json import_preview() {
  return object({{"delimiter", text()},
                 {"encoding", text()},
                 {"columns", list_of(text())},
                 {"mapping", map_of(or_null(text()))},
                 {"mapped_by", one_of({"saved", "suggested"})},
                 {"rows", list_of(list_of(text()))}});
}

Json import_rows() {
  return page("rows",
              object({{"row", count()},
                      {"outcome", one_of({"created", "updated", "duplicate", "invalid", "failed"})},
                      {"reason", text()},
                      {"column", or_null(text())},
                      {"record_id", or_null(text())}}));
}

Json import_kept() {
  return page("kept", object({{"entity", text()}, {"record_id", text()}, {"reason", text()}}));
}

Json mappings() {
  return only("mappings", object({{"source", text()},
                                  {"mapping", map_of(text())},
                                  {"saved_by", text()},
                                  {"saved_at", moment()}}));
}

Json export_job() {
  return object({{"id", text()},
                 {"entity", text()},
                 {"format", one_of({"csv", "xlsx", "json"})},
                 {"state", one_of({"running", "done", "cancelled", "failed", "expired"})},
                 {"message", text()},
                 {"created_at", moment()},
                 {"finished_at", or_null(moment())},
                 {"total", count()},
                 {"written", count()},
                 {"bytes", count()}});
}

Json exports() { return only("exports", export_job()); }

Json backups() {
  return object({{"configured", flag()},
                 {"last_made_at", or_null(moment())},
                 {"last_verified_at", or_null(moment())},
                 {"file", text()},
                 {"error", text()},
                 {"overdue", flag()},
                 {"message", text()}});
}

Json volumes() {
  const Json volume = object({{"what", one_of({"data", "database", "backups"})},
                              {"where", text()},
                              {"state", one_of({"encrypted", "plain", "unknown"})},
                              {"why", text()}});
  return object({{"volumes", list_of(volume)}, {"required", flag()}});
}

Json events_after() {
  const Json event =
      object({{"id", text()}, {"type", text()}, {"timestamp", moment()}, {"data", any()}});
  return object({{"events", list_of(event)}, {"next", text()}});
}

Json webhook() {
  return object({{"id", text()},
                 {"url", text()},
                 {"events", list_of(text())},
                 {"private_network", flag()},
                 {"enabled", flag()},
                 {"reason", text()},
                 {"created_at", moment()}});
}

Json webhook_made() { return with(webhook(), {{"secret", text()}}); }
Json webhooks() { return only("webhooks", webhook()); }

Json deliveries() {
  return only("deliveries", object({{"id", text()},
                                    {"event", text()},
                                    {"state", text()},
                                    {"attempts", count()},
                                    {"next_at", or_null(moment())},
                                    {"last_status", count()},
                                    {"last_error", text()},
                                    {"created_at", moment()}}));
}

Json replayed() { return object({{"deliveries", count()}}); }

Json mail_settings() {
  return object({{"source", one_of({"none", "start", "saved"})},
                 {"from", text()},
                 {"host?", text()},
                 {"port?", count()},
                 {"security?", one_of({"starttls", "tls"})},
                 {"user?", text()},
                 {"has_password?", flag()}});
}

Json listing() {
  const Json installed = or_null(object({{"version", text()}, {"state", text()}}));
  const Json offer = open_object({{"company_price?", price()}});
  return open_object({{"id", text()},
                      {"price", price()},
                      {"offers?", list_of(offer)},
                      {"screenshots", screenshots()},
                      {"handbooks", list_of(text())},
                      {"installed", installed},
                      {"licensed", flag()}});
}

Json listings() { return open_object({{"listings", list_of(listing())}}); }

Json order() { return open_object({}); }

}  // namespace kontor::host::answers

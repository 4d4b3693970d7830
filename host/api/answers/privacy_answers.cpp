#include "host/api/answers/privacy_answers.hpp"

#include "base/core/shape.hpp"

namespace kontor::host::answers {

using namespace shape;

namespace {

// What a plugin says of a person: what it keeps, what has to stay and until when.
Json plugin_word() {
  return object({{"plugin", text()},
                 {"installed", flag()},
                 {"storage", count()},
                 {"files", count()},
                 {"kept", list_of(map_of(any()))},
                 {"error?", text()},
                 {"tell_on_return?", flag()}});
}

Json reasons() {
  return list_of(open_object(
      {{"by", text()}, {"what?", text()}, {"reason?", text()}, {"until?", or_null(text())}}));
}

Json rule() {
  return object({{"name", text()},
                 {"entity", text()},
                 {"purpose", text()},
                 {"after_days", count()},
                 {"since", text()},
                 {"filter", any()},
                 {"action", one_of({"erase", "delete", "clear"})},
                 {"fields", list_of(text())}});
}

Json dsse_envelope() {
  return object({{"payloadType", text()},
                 {"payload", text()},
                 {"signatures", list_of(object({{"keyid?", text()}, {"sig", text()}}))}});
}

}  // namespace

Json person_export() {
  const Json part = open_object({{"plugin", text()},
                                 {"data?", any()},
                                 {"error?", text()},
                                 {"storage?", list_of(map_of(any()))},
                                 {"files?", list_of(map_of(any()))},
                                 {"mails?", list_of(map_of(any()))}});
  return object(
      {{"person", any()}, {"records", any()}, {"plugins", list_of(part)}, {"complete", flag()}});
}

Json erasure() {
  return object({{"id", text()},
                 {"person", text()},
                 {"state", text()},
                 {"reason", text()},
                 {"asked_by", text()},
                 {"asked_at", moment()},
                 {"finished_at", or_null(moment())},
                 {"next_try_at", or_null(moment())},
                 {"holds", reasons()},
                 {"plugins", list_of(plugin_word())},
                 {"complete", flag()},
                 {"receipt", or_null(dsse_envelope())}});
}

Json erasures() { return page("erasures", erasure()); }

Json erasure_preview() {
  return object({{"person", text()}, {"holds", reasons()}, {"plugins", list_of(plugin_word())}});
}

Json receipt_key() { return object({{"ed25519", text()}}); }

Json hold() {
  return object({{"id", text()},
                 {"person", text()},
                 {"reason", text()},
                 {"until", or_null(moment())},
                 {"set_by", text()},
                 {"set_at", moment()}});
}

Json holds() { return only("holds", hold()); }
Json unblocked() { return object({{"lifted", count()}}); }

Json retention() {
  const Json run = object({{"run", text()},
                           {"rule", text()},
                           {"state", text()},
                           {"message", text()},
                           {"begun_at", moment()},
                           {"finished_at", or_null(moment())},
                           {"done", count()},
                           {"kept", count()},
                           {"failed", count()}});
  return object({{"rules", list_of(rule())}, {"runs", list_of(run)}});
}

Json retention_preview() {
  return object({{"rule", rule()},
                 {"before", moment()},
                 {"matched", count()},
                 {"exact", flag()},
                 {"first", list_of(text())}});
}

Json bin() { return object({{"keep_days", count()}}); }

Json retention_begun() {
  return object({{"run", text()}, {"rule", text()}, {"state", one_of({"running"})}});
}

Json processing() {
  const Json used = object({{"field", text()},
                            {"class", text()},
                            {"purpose", text()},
                            {"retention_days", count()},
                            {"from", text()}});
  const Json activity = object({{"entity", text()},
                                {"labels", map_of(text())},
                                {"data_subjects", text()},
                                {"fields", list_of(used)},
                                {"time_limits", list_of(rule())}});
  const Json plugin = object({{"plugin", text()},
                              {"name", map_of(text())},
                              {"version", text()},
                              {"vendor", text()},
                              {"personal_data", any()},
                              {"permissions", map_of(any())}});
  return object({{"made_at", moment()},
                 {"basis", text()},
                 {"company", map_of(text())},
                 {"missing", list_of(text())},
                 {"activities", list_of(activity)},
                 {"plugins", list_of(plugin)},
                 {"measures", list_of(text())}});
}

Json breach() {
  const Json principal = object(
      {{"kind", text()}, {"id", text()}, {"entries", count()}, {"logins?", list_of(moment())}});
  const Json person = object({{"entity", text()},
                              {"id", text()},
                              {"known_as", or_null(map_of(any()))},
                              {"about", list_of(text())},
                              {"times", count()},
                              {"actions", list_of(text())},
                              {"fields", list_of(text())},
                              {"classes", list_of(text())}});
  const Json bulk = object({{"at", moment()},
                            {"by", text()},
                            {"action", text()},
                            {"entity", text()},
                            {"detail", any()}});
  return object({{"from", moment()},
                 {"to", moment()},
                 {"cut_off", flag()},
                 {"entries", count()},
                 {"forgotten_entries", count()},
                 {"principals", list_of(principal)},
                 {"people", list_of(person)},
                 {"bulk", list_of(bulk)}});
}

}  // namespace kontor::host::answers

#include "licensing/server/epoch_file.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/core/json.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} << 10;

Result<EpochNote> parse_note(const std::string& text) {
  const Json json = TRY(parse_json(text));
  EpochNote note;
  note.authority = TRY(json_text(json, "authority"));
  note.epoch = TRY(json_integer(json, "epoch"));
  const auto restoring = json.find("restoring");
  note.restoring = restoring != json.end() && *restoring == Json(true);
  if (!json.contains("anchors") || !json["anchors"].is_array()) return note;
  for (const Json& anchor : json["anchors"]) {
    const std::int64_t chain = TRY(json_integer(anchor, "chain"));
    const std::int64_t number = TRY(json_integer(anchor, "number"));
    std::string hash = TRY(json_text(anchor, "hash"));
    note.anchors.push_back({.chain = chain, .number = number, .hash = std::move(hash)});
  }
  return note;
}

Result<bool> is_there(db::Session& session, const LogAnchor& anchor) {
  const auto row = TRY(session.query_row(
      "SELECT hash FROM seat_log WHERE chain = $1 AND number = $2", {anchor.chain, anchor.number}));
  return row && row->text(0) == anchor.hash;
}

Result<std::optional<TimeMs>> restored_mark(db::Session& session, const std::string& authority) {
  const auto row = TRY(session.query_row(
      "SELECT restored_at_ms FROM seats_restored WHERE authority = $1", {authority}));
  return row ? std::optional<TimeMs>(row->integer(0)) : std::nullopt;
}

}  // namespace

Result<EpochToBeat> epoch_to_beat(db::Database& database, const std::filesystem::path& file,
                                  const std::string& authority) {
  EpochNote note = TRY(read_epoch_note(file));
  if (note.authority != authority) note = {.authority = authority};
  return database.read([&](db::Session& session) -> Result<EpochToBeat> {
    const auto row =
        TRY(session.query_row("SELECT epoch FROM seat_epoch WHERE authority = $1", {authority}));
    const std::int64_t stored = row ? row->integer(0) : 0;
    const auto mark = TRY(restored_mark(session, authority));
    bool restored = note.restoring || note.epoch > stored || mark.has_value();
    for (const LogAnchor& anchor : note.anchors) {
      if (!TRY(is_there(session, anchor))) restored = true;
    }
    if (!restored) return EpochToBeat{.epoch_seen = note.epoch};
    return EpochToBeat{
        .epoch_seen = std::max(note.epoch, stored + 1), .restored = true, .mark = mark};
  });
}

Status mark_restored(db::Session& session, const std::string& authority, TimeMs now_ms) {
  TRY(session.execute(R"sql(
      INSERT INTO seats_restored (authority, restored_at_ms) VALUES ($1, $2)
      ON CONFLICT (authority) DO UPDATE SET restored_at_ms = excluded.restored_at_ms)sql",
                      {authority, now_ms}));
  return ok();
}

Status forget_restored(db::Database& database, const std::string& authority, TimeMs mark) {
  return database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM seats_restored WHERE authority = $1 AND restored_at_ms = $2",
                        {authority, mark}));
    return ok();
  });
}

Result<EpochNote> read_epoch_note(const std::filesystem::path& file) {
  const auto text = read_file(file, kFileBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return EpochNote();
  if (!text) return text.error();
  auto note = parse_note(*text);
  if (note) return note;
  return Error{ErrorCode::invalid_argument,
               file.string() + " cannot be read (" + note.error().message +
                   "); take it from a backup. Without it a restored database is not noticed"};
}

Status write_epoch_note(const std::filesystem::path& file, EpochNote note) {
  const EpochNote before = TRY(read_epoch_note(file));
  if (before.authority == note.authority) note.epoch = std::max(note.epoch, before.epoch);
  const std::size_t surplus =
      note.anchors.size() - std::min(note.anchors.size(), EpochNote::kAnchorsMax);
  Json anchors = Json::array();
  for (std::size_t i = surplus; i < note.anchors.size(); ++i) {
    const LogAnchor& anchor = note.anchors[i];
    anchors.push_back({{"chain", anchor.chain}, {"number", anchor.number}, {"hash", anchor.hash}});
  }
  const Json json = {{"authority", note.authority},
                     {"epoch", note.epoch},
                     {"restoring", note.restoring},
                     {"anchors", std::move(anchors)}};
  return write_file(file, json.dump(2) + "\n", FileMode::secret);
}

}  // namespace kontor::licensing

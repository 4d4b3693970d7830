#include "host/plugins/gaps.hpp"

#include <algorithm>

namespace kontor::host {
namespace {

// At most so many bytes, and no half character at the end.
std::string shortened(const std::string& text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

Status Gaps::record(db::Session& session, const std::vector<Gap>& gaps) {
  if (gaps.empty()) return ok();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(gaps.size());
  const TimeMs now_ms = clock_.now_ms();
  for (const Gap& gap : gaps)
    rows.push_back({ids_.next(), gap.plugin, gap.contribution, gap.record_entity, gap.record_id,
                    now_ms, shortened(gap.reason, kReasonBytesMax)});
  return session.insert_rows(
      "plugin_gap",
      {"id", "plugin_id", "contribution", "record_entity", "record_id", "at_ms", "reason"}, rows);
}

Status Gaps::record(const Gap& gap) {
  return database_.transaction([&](db::Session& session) { return record(session, {gap}); });
}

Result<Gaps::Page> Gaps::list(const std::string& plugin, const std::string& before, int limit) {
  limit = std::clamp(limit, 1, kPageMax);
  return database_.read([&](db::Session& session) -> Result<Page> {
    const auto rows = TRY(session.query(
        R"sql(
        SELECT id, contribution, record_entity, record_id, at_ms, reason FROM plugin_gap
        WHERE plugin_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3)sql",
        {plugin, before.empty() ? std::string("g") : before, std::int64_t{limit} + 1}));
    Page page;
    for (const db::Row& row : rows) {
      if (page.gaps.size() == static_cast<std::size_t>(limit)) {
        page.next = rows[page.gaps.size() - 1].text(0);
        break;
      }
      page.gaps.push_back({.plugin = plugin,
                           .contribution = row.text(1),
                           .record_entity = row.text(2),
                           .record_id = row.text(3),
                           .reason = row.text(5),
                           .at_ms = row.integer(4)});
    }
    return page;
  });
}

Result<std::int64_t> Gaps::count(const std::string& plugin) {
  return database_.read([&](db::Session& session) -> Result<std::int64_t> {
    const auto row =
        TRY(session.query_row("SELECT COUNT(*) FROM plugin_gap WHERE plugin_id = $1", {plugin}));
    return row ? row->integer(0) : 0;
  });
}

Status Gaps::forget(const std::string& plugin) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_gap WHERE plugin_id = $1", {plugin}));
    return ok();
  });
}

Json to_json(const Gap& gap) {
  Json record = nullptr;
  if (!gap.record_id.empty()) record = {{"entity", gap.record_entity}, {"id", gap.record_id}};
  return {{"contribution", gap.contribution},
          {"record", std::move(record)},
          {"at", to_rfc3339(gap.at_ms)},
          {"reason", gap.reason}};
}

}  // namespace kontor::host

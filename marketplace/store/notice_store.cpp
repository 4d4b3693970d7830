#include "marketplace/store/notice_store.hpp"

namespace kontor::marketplace {

Result<bool> NoticeStore::insert(const Notice& notice) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO notice (notice_id, company_id, license_id, kind, about_ms, title,
                                made_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (license_id, kind, about_ms) DO NOTHING)sql",
      {notice.notice_id, notice.company_id, notice.license_id, notice.kind, notice.about_ms,
       notice.title, notice.made_at_ms}));
  return inserted > 0;
}

Result<std::vector<Notice>> NoticeStore::of_company(const std::string& company_id,
                                                    const std::string& after_id, int limit) {
  const auto rows = TRY(session_.query(
      R"sql(SELECT notice_id, license_id, kind, about_ms, title, made_at_ms FROM notice
            WHERE company_id = $1 AND notice_id > $2 ORDER BY notice_id LIMIT $3)sql",
      {company_id, after_id, std::int64_t{limit}}));
  std::vector<Notice> notices;
  notices.reserve(rows.size());
  for (const db::Row& row : rows)
    notices.push_back({.notice_id = row.text(0),
                       .company_id = company_id,
                       .license_id = row.text(1),
                       .kind = row.text(2),
                       .about_ms = row.integer(3),
                       .title = row.text(4),
                       .made_at_ms = row.integer(5)});
  return notices;
}

}  // namespace kontor::marketplace

#include "marketplace/app/review_trail.hpp"

#include "marketplace/store/review_store.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {

Status note(db::Session& session, Market& market, const std::string& operation_id,
            const std::string& actor, const std::string& kind, const std::string& detail) {
  constexpr std::size_t kDetailMax = 4000;
  return ReviewStore(session).add_event({.event_id = market.ids.next(),
                                         .operation_id = operation_id,
                                         .at_ms = market.clock.now_ms(),
                                         .actor = actor,
                                         .kind = kind,
                                         .detail = detail.substr(0, kDetailMax)});
}

Result<Upload> known_upload(db::Session& session, const std::string& operation_id) {
  Upload upload = TRY(UploadStore(session).get(operation_id));
  upload.appeal = TRY(ReviewStore(session).appeal(operation_id));
  return upload;
}

Result<std::vector<ReviewEvent>> review_history(Market& market, const std::string& vendor,
                                                const std::string& operation_id) {
  return market.database.read([&](db::Session& session) -> Result<std::vector<ReviewEvent>> {
    const Upload upload = TRY(UploadStore(session).get(operation_id));
    if (!vendor.empty() && upload.vendor != vendor)
      return Error{ErrorCode::not_found, "no upload '" + operation_id + "'"};
    return ReviewStore(session).events(operation_id);
  });
}

Result<std::vector<ReviewEvent>> review_audit(Market& market, const std::string& before_id) {
  return market.database.read(
      [&](db::Session& session) { return ReviewStore(session).all_events(before_id); });
}

}  // namespace kontor::marketplace

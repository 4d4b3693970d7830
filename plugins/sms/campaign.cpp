#include "campaign.hpp"

namespace kontor::sms {

Json to_json(const Campaign& campaign) {
  return {{"id", campaign.id},
          {"text", campaign.text},
          {"purpose", campaign.purpose},
          {"by", campaign.by},
          {"created_at", campaign.created_at},
          {"segment", campaign.segment},
          {"filter", campaign.filter},
          {"cursor", campaign.cursor ? Json(*campaign.cursor) : Json()},
          {"finished", campaign.finished},
          {"worked_at", campaign.worked_at},
          {"turn", campaign.turn},
          {"matched", campaign.matched},
          {"sent", campaign.sent},
          {"refused", campaign.refused},
          {"failed", campaign.failed},
          {"parts", campaign.parts},
          {"results", campaign.results}};
}

Campaign campaign_of(const Json& value) {
  if (!value.is_object()) return {};
  Campaign campaign{.id = text_of(value, "id"),
                    .text = text_of(value, "text"),
                    .purpose = text_of(value, "purpose"),
                    .by = text_of(value, "by"),
                    .created_at = text_of(value, "created_at"),
                    .segment = text_of(value, "segment"),
                    .filter = value.value("filter", Json::array()),
                    .finished = value.value("finished", false),
                    .worked_at = text_of(value, "worked_at"),
                    .turn = value.value("turn", std::int64_t{0}),
                    .matched = value.value("matched", std::int64_t{0}),
                    .sent = value.value("sent", std::int64_t{0}),
                    .refused = value.value("refused", std::int64_t{0}),
                    .failed = value.value("failed", std::int64_t{0}),
                    .parts = value.value("parts", std::int64_t{0}),
                    .results = value.value("results", Json())};
  const std::string cursor = text_of(value, "cursor");
  if (!cursor.empty()) campaign.cursor = cursor;
  return campaign;
}

}  // namespace kontor::sms

#include "licensing/client/seat_cache.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kMemoryBytesMax = std::size_t{64} << 20;

Json hold_json(const RemoteHold& hold) {
  const LeaseStep& step = hold.seat.step;
  return {{"lease_id", step.lease_id},
          {"epoch", step.epoch},
          {"fence", step.fence},
          {"sequence", step.sequence},
          {"license_id", hold.seat.license_id},
          {"token", hold.seat.token},
          {"renewal_key", hex_encode(hold.seat.renewal_key)},
          {"since_ms", hold.seat.since_ms},
          {"ttl_s", hold.seat.ttl_s},
          {"product", hold.product},
          {"subject", hold.subject},
          {"session", hold.session},
          {"token_at_ms", hold.token_at_ms},
          {"borrowed_until_ms", hold.borrowed_until_ms}};
}

Result<RemoteHold> parse_hold(const Json& json) {
  RemoteHold hold;
  LeaseStep& step = hold.seat.step;
  step.lease_id = TRY(json_text(json, "lease_id"));
  step.epoch = TRY(json_integer(json, "epoch"));
  step.fence = TRY(json_integer(json, "fence"));
  step.sequence = TRY(json_integer(json, "sequence"));
  hold.seat.license_id = TRY(json_text(json, "license_id"));
  hold.seat.token = TRY(json_text(json, "token"));
  const std::string key = TRY(json_text(json, "renewal_key"));
  hold.seat.renewal_key = TRY(hex_decode(key));
  hold.seat.since_ms = TRY(json_integer(json, "since_ms"));
  hold.seat.ttl_s = TRY(json_integer(json, "ttl_s"));
  hold.product = TRY(json_text(json, "product"));
  hold.subject = TRY(json_text(json, "subject"));
  hold.session = TRY(json_text(json, "session"));
  hold.token_at_ms = TRY(json_integer(json, "token_at_ms"));
  hold.borrowed_until_ms = TRY(json_integer(json, "borrowed_until_ms"));
  return hold;
}

Result<SeatMemory> parse_memory(const std::string& text) {
  const Json json = TRY(parse_json(text, {.bytes_max = kMemoryBytesMax, .depth_max = 4}));
  SeatMemory memory;
  memory.last_contact_ms = TRY(json_integer(json, "last_contact_ms"));
  memory.mark_ms = TRY(json_integer(json, "mark_ms"));
  if (!json.contains("holds") || !json["holds"].is_array())
    return Error{ErrorCode::invalid_argument, "the seats are no list"};
  memory.holds.reserve(json["holds"].size());
  for (const Json& hold : json["holds"]) memory.holds.push_back(TRY(parse_hold(hold)));
  return memory;
}

}  // namespace

SeatMemory read_seat_memory(const std::filesystem::path& file) {
  const auto text = read_file(file, kMemoryBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return {};
  auto memory = text ? parse_memory(*text) : Result<SeatMemory>(text.error());
  if (memory) return std::move(*memory);
  log::warning("remembered seats were not understood; they are asked for anew",
               {{"reason", memory.error().message}});
  return {};
}

Status write_seat_memory(const std::filesystem::path& file, const SeatMemory& memory) {
  Json json{{"last_contact_ms", memory.last_contact_ms},
            {"mark_ms", memory.mark_ms},
            {"holds", Json::array()}};
  for (const RemoteHold& hold : memory.holds) json["holds"].push_back(hold_json(hold));
  return write_file(file, to_text(json), FileMode::secret);
}

}  // namespace kontor::licensing

#include "base/core/shape.hpp"
#include "host/api/answers/plugin_answers.hpp"

namespace kontor::host::answers {

using namespace shape;

namespace {

Json license_line() {
  return object({{"license_id", text()},
                 {"product", text()},
                 {"company", text()},
                 {"model", text()},
                 {"grant", text()},
                 {"seats", count()},
                 {"features", list_of(text())},
                 {"state", one_of({"active", "ended", "not yet valid"})},
                 {"standing", text()},
                 {"valid_from", moment()},
                 {"expires_at", or_null(moment())},
                 {"updates_until", or_null(moment())},
                 {"authority", text()},
                 {"counted_by", text()},
                 {"used", or_null(count())}});
}

Json refused_line() {
  return object({{"license_id", text()},
                 {"product", text()},
                 {"code", text()},
                 {"why", text()},
                 {"advice", text()}});
}

Json standing_line() {
  const Json support = object(
      {{"level", text()}, {"eligible", flag()}, {"until", or_null(moment())}, {"why", text()}});
  return object({{"plugin", text()},
                 {"version", text()},
                 {"product", or_null(text())},
                 {"standing", text()},
                 {"code", text()},
                 {"why", text()},
                 {"advice", text()},
                 {"until", or_null(moment())},
                 {"integrity", text()},
                 {"integrity_file", text()},
                 {"support", support}});
}

}  // namespace

Json licenses() {
  const Json travelling = object({{"product", text()}, {"subject", text()}, {"until", moment()}});
  return object({{"authority", text()},
                 {"ledger", or_null(text())},
                 {"licenses", list_of(license_line())},
                 {"refused", list_of(refused_line())},
                 {"plugins", list_of(standing_line())},
                 {"travelling", list_of(travelling)}});
}

Json license_installed() {
  return object({{"license_id", text()},
                 {"product", text()},
                 {"model", text()},
                 {"seats", count()},
                 {"counted_here", flag()}});
}

Json seats() {
  const Json holder = object({{"subject", text()}, {"name", text()}, {"since", moment()}});
  const Json waiting = object({{"subject", text()},
                               {"name", text()},
                               {"since", moment()},
                               {"place", count()},
                               {"ahead", count()},
                               {"until", or_null(moment())}});
  return object({{"product", text()},
                 {"model", text()},
                 {"total", count()},
                 {"used", count()},
                 {"holders", list_of(holder)},
                 {"waiting", list_of(waiting)}});
}

Json seat_or_place() {
  return object({{"seated", flag()},
                 {"place?", count()},
                 {"ahead?", count()},
                 {"until?", moment()},
                 {"ask_again_s?", count()}});
}

Json nothing_more() { return object({}); }
Json borrowed() { return object({{"product", text()}, {"until", moment()}}); }
Json offline_request() { return object({{"request", text()}}); }
Json offline_taken() {
  return object({{"license_id", text()}, {"product", text()}, {"until", moment()}});
}
Json offline_return() { return object({{"return", text()}}); }

}  // namespace kontor::host::answers
